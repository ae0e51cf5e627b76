using CsCheck;
using Shouldly;
using Weft.Domain.Audit;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

/// <summary>Runs drawn at random: what must hold of every run, whatever happens to it.</summary>
public sealed class AnyRunTests
{
    private static readonly Gen<(int Size, int Seed)> Small = Gen.Select(Gen.Int[1, 40], Gen.Int);
    private static readonly Gen<(int Size, int Seed)> Large = Gen.Select(Gen.Int[1, 300], Gen.Int);

    [Fact]
    [Trait("Capability", "G1")]
    public void any_graph_runs_to_its_end_and_nothing_starts_before_its_needs() => Large.Sample((size, seed) =>
    {
        var (run, fleet) = Begin(size, seed);
        ToTheEnd(run, fleet, size);
        Invariants.Hold(run.State);
        Ends(run);
        NothingBeforeItsNeeds(run);
    }, iter: 25);

    [Fact]
    [Trait("Capability", "Z1")]
    [Trait("Capability", "G3")]
    public void whatever_happens_no_invariant_breaks_and_the_run_still_ends() => Small.Sample((size, seed) =>
    {
        var (run, fleet) = Begin(size, seed);
        for (var i = 0; i < size * 8; i++)
        {
            fleet.Mischief();
            Invariants.Hold(run.State);
        }

        ToTheEnd(run, fleet, size);
        Invariants.Hold(run.State);
        Ends(run);
    }, iter: 150);

    [Fact]
    [Trait("Capability", "B2")]
    public void a_run_folded_again_from_its_events_is_the_same_state() => Small.Sample((size, seed) =>
    {
        var (run, fleet) = Begin(size, seed);
        for (var i = 0; i < size * 4; i++)
        {
            fleet.Mischief();
        }

        Workflow? again = null;
        foreach (var (happened, stamp) in run.History)
        {
            again = WorkflowEvolve.Evolve(again, happened, stamp);
        }

        StateHash.Of(again).ShouldBe(StateHash.Of(run.State));
    }, iter: 20);

    private static (Run Run, Fleet Fleet) Begin(int size, int seed)
    {
        var random = new Random(seed);
        var run = Run.Of(Drawn.Workflow(random, size), random.Next(3) > 0 ? Some.Repository : null);
        Invariants.Hold(run.State);
        return (run, new Fleet(run, random));
    }

    private static void ToTheEnd(Run run, Fleet fleet, int size)
    {
        for (var left = 2_000 + (size * 100); run.State.Status != WorkflowStatus.Completed; left--)
        {
            left.ShouldBeGreaterThan(0, "it does not end");
            fleet.Step().ShouldBeTrue($"nothing can be done in a run that is {run.State.Status}");
        }
    }

    /// <summary>Each attempt of each task ends at most once, and the run ends with each task completed.</summary>
    private static void Ends(Run run)
    {
        var ends = run.History.Select(h => h.Event switch
        {
            TaskCompleted e => (e.Task, e.Attempt),
            TaskFailed e => (e.Task, e.Attempt),
            MergeRefused e => (e.Task, e.Attempt),
            TaskTimedOut e => (e.Task, e.Attempt),
            _ => (Task: "", Attempt: 0),
        }).Where(e => e.Attempt > 0).ToList();
        ends.Distinct().Count().ShouldBe(ends.Count, "an attempt ends once");
        run.State.Items.Values.Where(i => i.Kind == WorkKind.Work).ShouldAllBe(i => i.Status == WorkStatus.Completed);
        run.History.Count(h => h.Event is WorkflowCompleted).ShouldBeGreaterThan(0);
    }

    private static void NothingBeforeItsNeeds(Run run)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (happened, _) in run.History)
        {
            if (happened is TaskAssigned assigned && run.State.Items[assigned.Task] is { Kind: WorkKind.Work } item)
            {
                item.Definition.Needs.ShouldAllBe(n => done.Contains(n), assigned.Task);
            }

            _ = happened switch
            {
                TaskCompleted e => done.Add(e.Task),
                GatePassed e => done.Add(e.Gate),
                _ => false,
            };
        }
    }
}
