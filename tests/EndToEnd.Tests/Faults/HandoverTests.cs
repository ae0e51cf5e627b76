using Shouldly;
using Weft.Benchmarks.Faults;

namespace Weft.EndToEnd.Tests.Faults;

/// <summary>Two servers of a cluster as processes, and the owner killed under load. How long it takes is printed, and is not for a test to judge.</summary>
[Trait("Capability", "Z1")]
public sealed class HandoverTests
{
    [Fact]
    public async Task What_a_killed_server_owned_is_taken_over_by_the_other_and_nothing_is_lost_or_done_twice()
    {
        var output = TestContext.Current.TestOutputHelper!;

        var report = await HandoverRun.RunAsync(kills: 2, agents: 4, output.WriteLine, TestContext.Current.CancellationToken);

        report.Violations.ShouldBeEmpty();
        report.IsDrained.ShouldBeTrue("all that was begun ends");
        report.Takeovers.Select(takeover => takeover.IsTaken).ShouldBe([true, true], "first the one that hands over takes it, then the one that came back");
        report.Told.ShouldContain(command => command.Kind == CommandKind.Submit && command.Told == Told.Accepted);
        report.Told.ShouldContain(command => command.Kind == CommandKind.Claim && command.Told == Told.Accepted && command.Tasks.Count > 0);
    }
}
