using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>What follows of itself once something is done: tasks become ready, gates open and pass, milestones are reached, the run ends.
/// It looks at the neighbours of what happened only, so its cost does not grow with the workflow.</summary>
internal static class Advance
{
    /// <summary>Everything that can start now; after a start, a resume, a roll-back or an applied revert.</summary>
    public static Story All(Story story)
    {
        foreach (var gate in story.State.Gates.Values.Where(g => g.Status == GateStatus.Waiting && g.Blockers == 0).OrderBy(g => g.Name, StringComparer.Ordinal))
        {
            Gates.Open(story, gate.Name);
        }

        foreach (var item in story.State.Items.Values.Where(i => CanStart(story.State, i)).OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            Ready(story, item);
        }

        return NextMerge(Settle(story));
    }

    /// <summary>After a task or gate was done.</summary>
    public static Story Past(Story story, string node)
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
                Gates.Await(story, dependent, node);
            }
        }

        return Settle(story);
    }

    public static void TryReady(Story story, WorkItem item)
    {
        if (CanStart(story.State, item))
        {
            Ready(story, item);
        }
    }

    /// <summary>The head of the merge queue may be worked on; the others wait.</summary>
    public static Story NextMerge(Story story)
    {
        if (story.State is { Merges: [var first, ..], Reverting: null, IsTerminal: false } s && s.Items[first].Status == WorkStatus.Waiting)
        {
            story.Tell(new TaskReadied(first, s.Items[first].Attempt, s.Head));
        }

        return story;
    }

    /// <summary>Completed when nothing is open; failed when something is open and nothing moves any more.</summary>
    public static Story Settle(Story story)
    {
        var s = story.State;
        if (s.Status is WorkflowStatus.Running or WorkflowStatus.Failed && s.Open == 0 && s.Moving == 0)
        {
            return story.Tell(new WorkflowCompleted(s.Head));
        }

        if (s is { Status: WorkflowStatus.Running, Moving: 0, Open: > 0 } && s.PlannedTasks == s.TaskCount)
        {
            return story.Tell(new WorkflowFailed("Nothing can proceed: retry a task or a gate, roll back, or cancel.", Stuck(s)));
        }

        return story;
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
