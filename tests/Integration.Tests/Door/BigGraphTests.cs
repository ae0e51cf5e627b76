using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "G1")]
public sealed class BigGraphTests
{
    private const int Layers = 100;
    private const int Width = 100;

    [Fact]
    public async Task a_graph_of_ten_thousand_tasks_is_planned_and_run_in_order()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        await node.BeginAsync("big", Layered());
        var done = new HashSet<string>(StringComparer.Ordinal);

        while (await node.ClaimAsync("ada", 100) is { Count: > 0 } claimed)
        {
            claimed.SelectMany(t => Needs(t.Task)).ShouldAllBe(need => done.Contains(need), "nothing starts before what it needs is done");
            await Task.WhenAll(claimed.Select(t => node.SubmitAsync(t, "ada")));
            done.UnionWith(claimed.Select(t => t.Task));
        }

        done.Count.ShouldBe(Layers * Width);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'workflow_completed'")).ShouldBe(1);
    }

    private static string[] Needs(string task)
    {
        var parts = task.Split('-').Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return parts[0] == 0 ? [] : [$"{parts[0] - 1}-{parts[1]}", $"{parts[0] - 1}-{(parts[1] + 1) % Width}"];
    }

    /// <summary>Each task needs its own one and its neighbour's of the layer before.</summary>
    private static WorkflowDefinition Layered() => Work.Definition(
    [
        .. from layer in Enumerable.Range(0, Layers)
           from at in Enumerable.Range(0, Width)
           select Work.Task($"{layer}-{at}", Needs($"{layer}-{at}")),
    ]);
}
