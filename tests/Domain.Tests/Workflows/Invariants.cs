using Shouldly;
using Weft.Domain.Workflows;

namespace Weft.Domain.Tests.Workflows;

/// <summary>What must be true of a run after every decision, counted from scratch.</summary>
public static class Invariants
{
    public static void Hold(Workflow s)
    {
        Counters(s);
        Gates(s);
        Milestones(s);
        Queue(s);
        foreach (var item in s.Items.Values)
        {
            Task(s, item);
        }

        Must(s.Status != WorkflowStatus.Running || s.Moving > 0, "a running run moves");
        Must(s.Status != WorkflowStatus.Completed || (s.Open == 0 && s.Moving == 0), "a completed run has nothing open");
    }

    private static void Counters(Workflow s)
    {
        Same(s.Open, s.Items.Values.Count(i => i.Kind == WorkKind.Work && i.Status != WorkStatus.Completed)
            + s.Gates.Values.Count(g => g.Status != GateStatus.Passed), "Open");
        Same(s.Moving, s.Items.Values.Count(i => !i.MergeFailed && i.Status is WorkStatus.Deferred or WorkStatus.Ready or WorkStatus.Offered
            or WorkStatus.Assigned or WorkStatus.Started or WorkStatus.Submitted or WorkStatus.Conflicted), "Moving");
        var placed = s.Items.Values.Where(i => i.Kind is WorkKind.Work or WorkKind.Check).ToList();
        Same(s.Held, placed.Count(i => i.Status is WorkStatus.Assigned or WorkStatus.Started), "Held");
        Same(s.Offered, placed.Count(i => i.Status == WorkStatus.Offered), "Offered");
        Must(s.Held + s.Offered <= s.Settings.ParallelAgents, "ParallelAgents is the bound");
        Must(s.Done.SetEquals(s.Items.Values.Where(i => i is { Kind: WorkKind.Work, Status: WorkStatus.Completed }).Select(i => i.Name)
            .Concat(s.Gates.Values.Where(g => g.Status == GateStatus.Passed).Select(g => g.Name))), "Done is what is completed or passed");
    }

    private static void Gates(Workflow s)
    {
        foreach (var gate in s.Gates.Values)
        {
            Same(gate.Blockers, gate.Definition.After.Count(a => !s.Done.Contains(a)), gate.Name);
            Must(!(Live(s) && gate is { Status: GateStatus.Waiting, Blockers: 0 }), $"gate {gate.Name} could open and does not");
            Must(!(Live(s) && gate is { Status: GateStatus.Waiting, Awaited: false } && gate.Blockers < gate.Definition.After.Length), $"gate {gate.Name} shows whom it waits for");
            if (gate.Status == GateStatus.Open && s.Status != WorkflowStatus.Cancelled)
            {
                Same(gate.Blockers, 0, gate.Name);
                Same(gate.ChecksLeft, s.Items.Values.Count(i => i.Kind == WorkKind.Check && i.Subject == gate.Name && i.IsOpen), gate.Name);
                Must(gate.ChecksLeft > 0, $"gate {gate.Name} is open without checks");
            }
        }
    }

    private static void Milestones(Workflow s)
    {
        foreach (var m in s.Milestones.Values)
        {
            Same(m.Left, m.Definition.Requires.Count(r => !s.Done.Contains(r)), m.Definition.Name);
            Same(m.Reached, m.Left == 0, m.Definition.Name);
        }

        foreach (var point in s.RestorePoints.Values)
        {
            Must(point.Done.IsSubsetOf(s.Done), $"restore point {point.Name} counts on what is undone");
            Must(point.Merges <= s.MergeLog.Count, $"restore point {point.Name} counts on merges that are undone");
        }
    }

    private static void Task(Workflow s, WorkItem i)
    {
        Same(i.Lease is not null, i.Status is WorkStatus.Assigned or WorkStatus.Started, i.Name);
        Same(i.OfferedTo is not null, i.Status == WorkStatus.Offered, i.Name);
        Must(!(i.NotBefore is not null && i.Status != WorkStatus.Deferred && i.IsOpen), $"{i.Name} waits for a time that is over");
        Must(i is not { Status: WorkStatus.Conflicted, ConflictId: null }, $"{i.Name} waits for an answer to nothing");
        Must(!(s.Reverting is not null && i.IsOpen && i.Kind != WorkKind.Revert && i.Status != WorkStatus.Waiting), $"{i.Name} moves while the run is rolled back");
        if (i.Kind == WorkKind.Work)
        {
            Same(i.Blockers, i.Definition.Needs.Count(n => !s.Done.Contains(n)), i.Name);
            Must(i.Blockers == 0 || i.Status is WorkStatus.Waiting or WorkStatus.Cancelled, $"{i.Name} is {i.Status} before its needs are done");
            Must(!(Live(s) && i is { Status: WorkStatus.Waiting, Blockers: 0 }), $"{i.Name} could start and does not");
        }
    }

    private static void Queue(Workflow s)
    {
        Must(s.Merges.ToHashSet().SetEquals(s.Items.Values.Where(i => i.Kind == WorkKind.Merge && i.IsOpen).Select(i => i.Name)), "every open merge is queued");
        Same(s.Merges.Distinct().Count(), s.Merges.Count, "a merge is queued once");
        Must(s.Merges.Skip(1).All(m => s.Items[m].Status == WorkStatus.Waiting), "one merge at a time");
        Must(!(Live(s) && s.Merges is [var first, ..] && s.Items[first].Status == WorkStatus.Waiting), "the first merge can be done");
        Must(s.Merges.All(m => s.Items[s.Items[m].Subject!].Status == WorkStatus.Submitted), "what is to be merged is submitted");
        Must(s.Items.Values.Where(i => i is { Status: WorkStatus.Submitted, MergeFailed: false })
            .All(i => s.Merges.Contains(WorkflowEvolve.MergeName(i.Name, i.Attempt))), "what is submitted is to be merged");
    }

    private static bool Live(Workflow s) => s is { Status: WorkflowStatus.Running or WorkflowStatus.Paused or WorkflowStatus.Failed, Reverting: null };

    private static void Same<T>(T actual, T expected, string what) =>
        Must(EqualityComparer<T>.Default.Equals(actual, expected), $"{what}: is {actual}, counted anew {expected}");

    private static void Must(bool holds, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(holds))] Broken broken)
    {
        if (!holds)
        {
            throw new ShouldAssertException(broken.ToString());
        }
    }

    private static void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new ShouldAssertException(what);
        }
    }
}
