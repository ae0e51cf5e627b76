using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "V6")]
public sealed class KilledServerTests
{
    [Fact(Timeout = Town.LongEnough)]
    public async Task a_server_killed_in_the_middle_of_a_run_loses_nothing_and_does_nothing_twice()
    {
        var (reader, settings) = await Town.StartServerAsync();
        await reader.StopAsync();
        await using var _ = reader;
        // Where the first one listened the second one will.
        var url = reader.Url;
        string[] arguments = ["server", settings.ConnectionString, url, settings.AdminKey!];
        await using var first = new ChildProcess(new Dictionary<string, string>(), arguments);
        await first.SaysAsync("ready", Town.Cancellation);
        await using var town = await Town.BuildOnAsync(url, settings.AdminKey!, reader.Services, 10);
        await town.AgentAsync("ada", capacity: 2, merges: true);
        await town.AgentAsync("bob", capacity: 2);
        var done = Directory.CreateDirectory(Path.Combine(town.Folder, "done")).FullName;
        var run = await town.RunAsync(Chain(6, $"echo x >> {done}/$WEFT_TASK_NAME; echo $WEFT_TASK_NAME > $WEFT_TASK_NAME.txt; sleep 0.3"));
        await town.HappensAsync<TaskCompleted>(run, happened => happened.Task == "a2");
        await town.HappensAsync<TaskStarted>(run, happened => happened.Task == "a3");
        await first.KillAsync();
        await using var second = new ChildProcess(new Dictionary<string, string>(), arguments);
        await town.HappensAsync<WorkflowCompleted>(run);
        var events = await town.EventsAsync(run);
        events.OfType<TaskCompleted>().Select(happened => happened.Task).ShouldBeUnique();
        events.OfType<BranchMerged>().Count().ShouldBe(12);
        town.Remote.Line(Town.Integration).ShouldBeUnique();
        town.Remote.In("ls-tree", "--name-only", Town.Integration).Split('\n').Length.ShouldBe(12);
        Directory.EnumerateFiles(done).Select(file => File.ReadAllLines(file).Length).Distinct().ShouldBe([1], customMessage: "no command ran twice");
    }

    /// <summary>Two chains of tasks, side by side.</summary>
    private static string Chain(int length, string command)
    {
        var tasks = new[] { 'a', 'b' }.SelectMany(chain => Enumerable.Range(1, length).Select(i =>
            $"  - {{name: {chain}{i}, skills: [any], {(i > 1 ? $"needs: [{chain}{i - 1}], " : "")}command: {System.Text.Json.JsonSerializer.Serialize(command)}}}"));
        return "tasks:\n" + string.Join('\n', tasks);
    }
}
