using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>What follows of itself once something is done: tasks become ready, gates open and pass, milestones are reached, the run ends.
/// It looks at the neighbours of what happened only, so its cost does not grow with the workflow.</summary>
internal static class Advance
{
    /// <summary>Everything that can start now; after a start, a resume, a roll-back or an applied revert.</summary>
    public static Story All(Story story)
    {
        foreach (var gate in story.State.Gates.Values.Where(g => g.Status == GateStatus.Waiting).OrderBy(g => g.Name, StringComparer.Ordinal))
        {
            Gates.Look(story, gate.Name);
        }

        foreach (var item in story.State.Items.Values.Where(i => CanStart(story.State, i)).OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            Ready(story, item);
        }

        return story;
    }

    /// <summary>How a story ends: followers of what was done are looked at, then the next merge, and last whether the run has ended. Judged
    /// any earlier, a run could be called failed while tasks are still to be readied.</summary>
    public static Decision<IWorkflowEvent> End(Story story)
    {
        while (story.TryNextDone(out var node))
        {
            Follow(story, node);
        }

        NextMerge(story);
        Settle(story);
        return story.Events();
    }

    private static void Follow(Story story, string node)
    {
        foreach (var milestone in story.State.MilestonesOf.GetValueOrDefault(node, []))
        {
            Reach(story, milestone);
        }

        foreach (var dependent in Dependents(story.State, node))
        {
            if (story.State.Item(dependent) is { } item)
            {
                TryReady(story, item);
            }
            else
            {
                Gates.Look(story, dependent);
            }
        }
    }

    public static void TryReady(Story story, WorkItem item)
    {
        if (CanStart(story.State, item))
        {
            Ready(story, item);
        }
    }

    /// <summary>The head of the merge queue may be worked on; the others wait.</summary>
    private static void NextMerge(Story story)
    {
        if (story.State is { Merges: [var first, ..], Reverting: null, IsTerminal: false } s && s.Items[first].Status == WorkStatus.Waiting)
        {
            story.Tell(new TaskReadied(first, s.Items[first].Attempt, s.Head));
        }
    }

    /// <summary>Completed when nothing is open; failed when something is open and nothing moves any more.</summary>
    private static void Settle(Story story)
    {
        var s = story.State;
        if (s is { Status: WorkflowStatus.Running or WorkflowStatus.Failed, Moving: 0, Open: 0, Reverting: null })
        {
            story.Tell(new WorkflowCompleted(s.Head));
        }
        else if (s is { Status: WorkflowStatus.Running, Moving: 0 })
        {
            story.Tell(new WorkflowFailed("Nothing can proceed: retry a task or a gate, roll back, or cancel.", Stuck(s)));
        }
    }

    private static bool CanStart(Workflow s, WorkItem i) =>
        i is { Status: WorkStatus.Waiting, Kind: WorkKind.Work or WorkKind.Check, Blockers: 0 }
        && s is { Status: WorkflowStatus.Running or WorkflowStatus.Paused, Reverting: null };

    private static void Ready(Story story, WorkItem item) => story.Tell(new TaskReadied(item.Name, item.Attempt,
        item.Kind == WorkKind.Check ? item.BaseCommit : item.Definition.Base == BaseChoice.Fork ? story.State.Head : null));

    private static void Reach(Story story, string milestone)
    {
        var s = story.State;
        if (s.Milestones[milestone] is { Left: 0, Reached: false } reached)
        {
            var total = s.Milestones.Values.Sum(m => m.Definition.Weight);
            var done = reached.Definition.Weight + s.Milestones.Values.Where(m => m.Reached).Sum(m => m.Definition.Weight);
            story.Tell(new MilestoneReached(milestone, total == 0 ? 0 : Math.Round(100.0 * done / total, 2)));
        }
    }

    private static ImmutableArray<string> Dependents(Workflow s, string node) =>
        s.Items.TryGetValue(node, out var item) ? item.Dependents : s.Gates[node].Dependents;

    private static ImmutableArray<string> Stuck(Workflow s) =>
    [
        .. s.Items.Values.Where(i => i.Status == WorkStatus.Failed).Select(i => i.Name)
            .Concat(s.Gates.Values.Where(g => g.Status is GateStatus.Failed or GateStatus.TimedOut).Select(g => g.Name))
            .Order(StringComparer.Ordinal).Take(50),
    ];
}
