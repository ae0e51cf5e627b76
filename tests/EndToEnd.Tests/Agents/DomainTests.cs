using Shouldly;
using Weft.Contracts;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "D1")]
public sealed class DomainTests
{
    [Fact(Timeout = Town.LongEnough)]
    public async Task a_real_branch_that_changes_what_belongs_to_others_is_not_merged_and_the_others_are()
    {
        await using var town = await Town.BuildAsync(20, ("src/a.txt", "base\n"));
        await town.Client.SetDomainMapAsync(new DomainMapBody([new DomainBody("backend", ["backend"], Areas: [new AreaBody("source", ["src/**"])])], Enforced: true), cancellation: Town.Cancellation);
        await town.AgentAsync("ada", capacity: 2, merges: true);
        var run = await town.RunAsync("""
            tasks:
              - {name: inside, skills: [any], command: "echo 1 > free.txt"}
              - {name: outside, skills: [any], command: "git mv src/a.txt moved.txt", retry: {max_attempts: 1}}
            """);
        (await town.HappensAsync<TaskFailed>(run, e => e.Task == "outside")).Reason.ShouldContain("'src/a.txt' belongs to backend/source");
        await town.HappensAsync<TaskCompleted>(run, e => e.Task == "inside");
        town.Remote.Show(Town.Integration, "free.txt").ShouldBe("1");
        town.Remote.Show(Town.Integration, "src/a.txt").ShouldBe("base");
        (await town.EventsAsync(run)).OfType<BranchMerged>().Select(e => e.Of).ShouldBe(["inside"]);
    }

    /// <summary>The map came after the work was handed in. The merging agent sees the branch itself, and is refused; the failure is the task's, not its own.</summary>
    [Fact(Timeout = Town.LongEnough)]
    public async Task a_real_branch_that_is_refused_when_it_is_to_be_merged_is_its_tasks_failure()
    {
        await using var town = await Town.BuildAsync(20, ("src/a.txt", "base\n"));
        await town.AgentAsync("ada", capacity: 2);
        var run = await town.RunAsync("""
            tasks:
              - {name: outside, skills: [any], command: "echo 2 > src/a.txt", retry: {max_attempts: 1}}
              - {name: inside, skills: [any], command: "echo 1 > free.txt"}
            """);
        await town.HappensAsync<TaskSubmitted>(run, e => e.Task == "outside");
        await town.Client.SetDomainMapAsync(new DomainMapBody([new DomainBody("backend", ["backend"], Areas: [new AreaBody("source", ["src/**"])])], Enforced: true), cancellation: Town.Cancellation);
        await town.AgentAsync("mia", merges: true);
        (await town.HappensAsync<TaskFailed>(run)).ShouldSatisfyAllConditions(
            e => e.Task.ShouldBe("outside"),
            e => e.Reason.ShouldStartWith("Its branch was not merged: 'src/a.txt' belongs to backend/source"),
            e => e.RetryAt.ShouldBeNull());
        await town.HappensAsync<TaskCompleted>(run, e => e.Task == "inside");
        (await town.EventsAsync(run)).OfType<BranchMerged>().Select(e => e.Of).ShouldBe(["inside"]);
        (await town.EventsAsync(run)).OfType<TaskFailed>().Select(e => e.Task).ShouldBe(["outside"], "the merge was tried once, and is nobody's failure");
        town.Remote.Show(Town.Integration, "src/a.txt").ShouldBe("base");
    }

    /// <summary>It changes what the map cannot be asked about, as the agent that merges finds.</summary>
    [Fact(Timeout = Town.LongEnough)]
    public async Task a_branch_whose_paths_cannot_be_told_is_refused_and_not_its_mergers_failure()
    {
        await using var town = await Town.BuildAsync(20, ("src/a.txt", "base\n"));
        await town.AgentAsync("ada");
        var run = await town.RunAsync("""
            tasks:
              - {name: odd, skills: [any], command: "echo 1 > 'a\\..\\b'", retry: {max_attempts: 1}}
            """);
        await town.HappensAsync<TaskSubmitted>(run);
        await town.Client.SetDomainMapAsync(new DomainMapBody([new DomainBody("backend", ["backend"], Areas: [new AreaBody("source", ["src/**"])])], Enforced: true), cancellation: Town.Cancellation);
        await town.AgentAsync("mia", merges: true);
        (await town.HappensAsync<MergeRefused>(run)).ShouldSatisfyAllConditions(
            e => (e.Of, e.Author, e.Code).ShouldBe(("odd", "ada", "domain.paths-untold")),
            e => e.Reason.ShouldContain("""'a\..\b' is too long or holds what no path does here"""));
        await town.HappensAsync<TaskFailed>(run);
        (await town.EventsAsync(run)).OfType<TaskFailed>().Select(e => e.Task).ShouldBe(["odd"], "the merge was tried once, and is nobody's failure");
    }
}
