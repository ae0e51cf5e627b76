using Shouldly;
using Weft.Benchmarks.Faults;

namespace Weft.EndToEnd.Tests.Faults;

/// <summary>A short loop; the long one is <c>./weft bench faults</c>. How long a restart takes is for the benchmark, not for a test.</summary>
[Trait("Capability", "Z1")]
public sealed class FaultLoopTests
{
    [Fact]
    public async Task Nothing_is_lost_or_done_twice_when_the_server_and_PostgreSQL_are_killed_under_load()
    {
        var output = TestContext.Current.TestOutputHelper!;

        var report = await FaultRun.RunAsync(new FaultPlan(ServerKills: 3, PostgresStops: 2, Agents: 4), output.WriteLine, TestContext.Current.CancellationToken);

        report.Violations.ShouldBeEmpty();
        report.IsDrained.ShouldBeTrue("all that was begun ends");
        report.Restarts.Count.ShouldBe(5);
        report.Told.ShouldContain(command => command.Kind == CommandKind.Submit && command.Told == Told.Accepted);
        report.Told.ShouldContain(command => command.Kind == CommandKind.Claim && command.Told == Told.Accepted && command.Tasks.Count > 0);
    }
}
