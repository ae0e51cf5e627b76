using CsCheck;
using Shouldly;
using Weft.Domain.Balancing;
using Weft.Domain.Simulation;
using Weft.Domain.Tests.Simulation;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Balancing;

/// <summary>A move costs what was made since the checkpoint: among agents that are all the same there is little to be gained by it, and nothing by
/// doing it again and again.</summary>
[Trait("Capability", "L8")]
public sealed class MoveOnceTests
{
    private const int Tasks = 300;

    [Fact]
    public void among_equal_agents_tasks_are_moved_seldom_and_a_run_takes_no_longer_for_it() =>
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var scenario = Of(seed);
            var history = Simulator.Run(scenario);
            var moves = history.Of<TasksMigrated>().SelectMany(m => m.Event.Moves).Where(m => m.Percent > 0).ToList();
            moves.GroupBy(m => m.Task).Select(g => g.Count()).DefaultIfEmpty(0).Max().ShouldBeLessThanOrEqualTo(5);
            moves.Count.ShouldBeLessThan(Tasks / 2);
            var without = Simulator.Run(scenario with { Policy = Policy.Default with { Balancing = new BalancingPolicy { Enabled = false } } });
            history.Makespan.ShouldBeLessThan(1.1 * without.Makespan);
        }, iter: 20);

    private static Scenario Of(int seed)
    {
        var random = new Random(seed);
        var tasks = Enumerable.Range(0, Tasks).Select(i => Some.Task(Name(i), i < 40 ? [] : [.. Enumerable.Range(0, 2).Select(_ => Name(i - 1 - random.Next(40))).Distinct()]) with
        {
            EstimateSeconds = random.Next(30, 600),
            TimeoutSeconds = 0,
        });
        return new Scenario([new SimulatedRun("r", Some.Workflow([.. tasks]))], [.. Enumerable.Range(0, 12).Select(i => Scenarios.Agent($"a{i:00}", 2))], Policy.Default, seed, 0.2);
    }

    private static string Name(int i) => FormattableString.Invariant($"t{i:000}");
}
