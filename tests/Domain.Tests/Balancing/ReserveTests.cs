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

/// <summary>Of all places of a workspace the last free ones are for what is urgent, however few each agent has.</summary>
[Trait("Capability", "V12")]
public sealed class ReserveTests
{
    [Fact]
    public void ordinary_work_never_has_what_is_held_back_and_what_is_urgent_always_has_it() =>
        Gen.Select(Gen.Int[1, 3].Array[2, 6], Gen.Double[0.05, 0.9], Gen.Int[1, 4]).Sample((places, share, urgent) =>
        {
            var policy = BalancingPolicy.Default with { ReservedShare = share };
            var held = policy.ReservedOf(places.Sum(), surge: false);
            var tasks = Enumerable.Range(0, 25).Select(i => Task($"t{i:00}", 100)).ToArray();
            var fixes = Enumerable.Range(0, Math.Min(urgent, held)).Select(i => Task($"fix{i}", 10) with { Priority = 900 }).ToArray();
            var history = Simulator.Run(new Scenario(
                [new SimulatedRun("surge", Some.Workflow(tasks)), new SimulatedRun("urgent", Some.Workflow(fixes), 50)],
                [.. places.Select((p, i) => Scenarios.Agent($"a{i}", p))], Policy.Default with { Balancing = policy }));
            MostHeld(history).ShouldBe(places.Sum() - held);
            history.Ended["urgent"].ShouldBe(60, 1e-6);
        }, iter: 60);

    /// <summary>No surge is ever seen then, so its places would stay empty for ever; what is urgent needs no window.</summary>
    [Fact]
    public void where_balancing_is_switched_off_nothing_is_kept_for_surges()
    {
        var off = BalancingPolicy.Default with { Enabled = false, ReservedShare = 0.1, SurgeShare = 0.5 };
        new Effects(BalanceState.None, off).ReservedOf(10).ShouldBe(1);
        new Effects(BalanceState.None, off with { Enabled = true }).ReservedOf(10).ShouldBe(6);
    }

    private static int MostHeld(SimulatedHistory history)
    {
        var (now, most) = (0, 0);
        foreach (var (_, happened) in history.Of<ITaskEvent>().Where(e => e.Event.Task[0] == 't'))
        {
            now += happened switch { TaskAssigned => 1, TaskCompleted => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }

    private static TaskDefinition Task(string name, int seconds) => Some.Task(name) with { EstimateSeconds = seconds, TimeoutSeconds = 0 };
}
