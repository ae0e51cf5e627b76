using System.Text.Json;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

/// <summary>The example of the paper that published HEFT and CPOP, where the data is there.</summary>
public sealed class PublishedTests
{
    [Theory]
    [Trait("Capability", "Z7")]
    [InlineData("heft", Method.Heft)]
    [InlineData("cpop", Method.Cpop)]
    public void the_published_schedulers_give_the_published_schedules(string name, Method method)
    {
        using var document = JsonDocument.Parse(Data());
        var instance = Read(document.RootElement);
        var known = document.RootElement.GetProperty("expect").GetProperty(name);
        var plan = Planner.Plan(instance, method, PlanBudget.OnePass);
        plan.Makespan.ShouldBe(known.GetProperty("makespan").GetDouble());
        foreach (var row in known.GetProperty("schedule").EnumerateObject())
        {
            var slot = plan.Schedule.Slots[instance.Tasks.ToList().FindIndex(t => t.Id == row.Name)];
            instance.Agents[slot.Agent].ShouldBe(row.Value.GetProperty("proc").GetString(), row.Name);
            slot.Start.ShouldBe(row.Value.GetProperty("start").GetDouble(), row.Name);
        }
    }

    [Fact]
    [Trait("Capability", "Z7")]
    public void the_default_is_as_good_as_heft_and_the_exact_search_proves_the_optimum()
    {
        using var document = JsonDocument.Parse(Data());
        var instance = Read(document.RootElement);
        Planner.Plan(instance, Method.Default, PlanBudget.Ordinary(instance)).Makespan.ShouldBeLessThanOrEqualTo(80);
        var exact = Planner.Plan(instance, Method.Exact, PlanBudget.Of(1_000_000));
        exact.Makespan.ShouldBe(document.RootElement.GetProperty("expect").GetProperty("optimum").GetDouble());
        exact.IsOptimal.ShouldBeTrue();
    }

    private static string Data()
    {
        var folder = Environment.GetEnvironmentVariable("WEFT_DATA") ?? Path.Combine(Root(), "..", "shared", "data");
        var path = Path.Combine(folder, "dags", "heft.json");
        Assert.SkipUnless(File.Exists(path), $"the data with known answers is not at {path}: set WEFT_DATA");
        return File.ReadAllText(path);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "EventSourced.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    private static Instance Read(JsonElement root) => Instance.Create(
        [.. root.GetProperty("cost").EnumerateObject().Select(t => new PlannedTask(t.Name, [.. t.Value.EnumerateArray().Select((c, a) => new Option(a, c.GetDouble()))]))],
        [.. root.GetProperty("processors").EnumerateArray().Select(p => p.GetString()!)],
        root.GetProperty("comm").EnumerateArray().Select(e => new Dependency(
            e.GetProperty("src").GetString()!, e.GetProperty("dst").GetString()!, e.GetProperty("cost").GetDouble())),
        out _)!;
}
