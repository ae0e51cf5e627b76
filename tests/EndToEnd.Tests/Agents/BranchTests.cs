using Shouldly;
using Weft.Client;
using Weft.Contracts;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "O2")]
public sealed class BranchTests
{
    private const string Overlapping = """
        stages: [{name: fork, mode: parallel}]
        tasks:
          - {name: one, stage: fork, skills: [any], base: fork, priority: 200, command: "echo one > shared.txt; echo 1 > one.txt"}
          - {name: two, stage: fork, skills: [any], base: fork, command: "echo two > shared.txt; echo 2 > two.txt"}
          - {name: three, stage: fork, skills: [any], base: fork, command: "echo 3 > three.txt"}
        """;

    [Fact(Timeout = Town.LongEnough)]
    [Trait("Capability", "O3")]
    public async Task a_conflict_stops_only_its_task_until_a_person_answers()
    {
        await using var town = await Town.BuildAsync(20, ("shared.txt", "base\n"));
        await town.AgentAsync("ada", capacity: 3, merges: true);
        var run = await town.RunAsync(Overlapping);
        var conflict = await town.HappensAsync<MergeConflicted>(run);
        foreach (var other in new[] { "one", "two", "three" }.Where(task => task != conflict.Of))
            await town.HappensAsync<TaskCompleted>(run, done => done.Task == other);
        var file = conflict.Files.Single();
        file.Path.ShouldBe("shared.txt");
        (await TextAsync(town, file.Base)).ShouldBe("base\n");
        new[] { await TextAsync(town, file.Ours), await TextAsync(town, file.Theirs) }.ShouldBe(["one\n", "two\n"], ignoreOrder: true);
        (await TextAsync(town, file.Marked)).ShouldContain("<<<<<<<");
        var answer = await town.Client.PutBlobAsync("both\n"u8.ToArray(), Town.Cancellation);
        await town.Client.ResolveConflictAsync(conflict.ConflictId, new ResolveConflictRequest([new ResolvedPath("shared.txt", answer)]), cancellation: Town.Cancellation);
        await town.HappensAsync<WorkflowCompleted>(run);
        town.Remote.Show(Town.Integration, "shared.txt").ShouldBe("both");
        foreach (var name in new[] { "one.txt", "two.txt", "three.txt" })
            town.Remote.Show(Town.Integration, name).ShouldNotBeEmpty();
        (await town.EventsAsync(run)).OfType<BranchMerged>().Count().ShouldBe(3);
    }

    [Fact(Timeout = Town.LongEnough)]
    [Trait("Capability", "Z8")]
    public async Task a_merge_killed_between_push_and_report_is_neither_lost_nor_done_twice()
    {
        await using var town = await Town.BuildAsync(6);
        await using var wire = await StuckWire.StartAsync(town.Url, "/merged");
        var first = await town.AgentAsync("ada", merges: true, url: wire.Url);
        var run = await town.RunAsync("tasks:\n  - {name: one, skills: [any], command: echo 1 > one.txt}");
        await wire.Stuck.WaitAsync(Town.Cancellation);
        var pushed = town.Remote.In("rev-parse", Town.Integration);
        await first.KillAsync();
        await town.AgentAsync("bob", merges: true);
        await town.HappensAsync<WorkflowCompleted>(run);
        town.Remote.In("rev-parse", Town.Integration).ShouldBe(pushed);
        (await town.EventsAsync(run)).OfType<BranchMerged>().Single().Commit.ShouldBe(pushed);
        town.Remote.Line(Town.Integration).Length.ShouldBe(2);
    }

    [Fact(Timeout = Town.LongEnough)]
    [Trait("Capability", "G3")]
    public async Task a_roll_back_is_a_commit_on_top_and_the_work_is_done_again()
    {
        await using var town = await Town.BuildAsync(20);
        await town.AgentAsync("ada", merges: true);
        var hold = Path.Combine(town.Folder, "go-on");
        var run = await town.RunAsync($$"""
            tasks:
              - {name: one, skills: [any], command: "echo $WEFT_TASK_ATTEMPT > one.txt"}
              - {name: two, skills: [any], needs: [one], command: "echo $WEFT_TASK_ATTEMPT > two.txt"}
              - {name: three, skills: [any], needs: [two], command: "while ! test -f {{hold}}; do sleep 0.05; done"}
            milestones:
              - {name: first, weight: 1, requires: [one]}
            """);
        await town.HappensAsync<TaskStarted>(run, started => started.Task == "three");
        var before = town.Remote.In("rev-parse", Town.Integration);
        await town.Client.RollBackWorkflowAsync(run, new RollBackRequest("first", "try another way"), cancellation: Town.Cancellation);
        var applied = await town.HappensAsync<RollbackApplied>(run);
        await File.WriteAllTextAsync(hold, "", Town.Cancellation);
        await town.HappensAsync<WorkflowCompleted>(run);
        town.Remote.In("merge-base", "--is-ancestor", before, Town.Integration).ShouldBeEmpty("history was only added to");
        town.Remote.In("ls-tree", "--name-only", applied.Commit).Split('\n').ShouldBe(["one.txt"], customMessage: "the tree is that of the milestone again");
        (town.Remote.Show(Town.Integration, "one.txt"), town.Remote.Show(Town.Integration, "two.txt")).ShouldBe(("1", "2"));
    }

    private static async Task<string> TextAsync(Town town, string? hash) =>
        System.Text.Encoding.UTF8.GetString(await town.Client.GetBlobAsync(hash!, Town.Cancellation));
}
