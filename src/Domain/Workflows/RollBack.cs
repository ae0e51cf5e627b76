using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Back to a named checkpoint or a reached milestone, by one new event that names the tasks set back; never by deleting.</summary>
public static class RollBack
{
    public static Decision<IWorkflowEvent> Decide(Workflow s, string to, string reason, DateTimeOffset now)
    {
        if (s.Status == WorkflowStatus.Cancelled)
        {
            return Refusals.Ended(s);
        }

        if (!s.RestorePoints.TryGetValue(to, out var point))
        {
            return Rejection.Because("checkpoint.unknown",
                $"Workflow '{s.Name}' has no checkpoint or reached milestone '{to}'.", ("name", to), ("known", string.Join(", ", s.RestorePoints.Keys.Order(StringComparer.Ordinal))));
        }

        if (s.Reverting is not null)
        {
            return Rejection.Because("workflow.reverting", $"Workflow '{s.Name}' is being rolled back already.", ("revert", s.Reverting));
        }

        var tasks = s.Items.Values.Where(i => i.Kind == WorkKind.Work && !point.Done.Contains(i.Name) && Touched(i))
            .OrderBy(i => i.Name, StringComparer.Ordinal).Select(i => new AttemptRef(i.Name, i.Attempt + 1)).ToImmutableArray();
        var gates = s.Gates.Values.Where(g => !point.Done.Contains(g.Name) && (g.Status != GateStatus.Waiting || g.Awaited))
            .Select(g => g.Name).Order(StringComparer.Ordinal).ToImmutableArray();
        if (tasks.IsEmpty && gates.IsEmpty)
        {
            return Decision<IWorkflowEvent>.Nothing;
        }

        // A merge that a worker is busy with may land after this: the revert looks at the branch as it is then.
        var merging = s.Items.Values.Any(i => i.Kind == WorkKind.Merge && i.IsHeld);
        var undo = s.MergeLog.Reverse().TakeWhile(m => m.Commit != point.Commit).Select(m => m.Commit).Take(500).ToImmutableArray();
        var revert = s.Repository is not null && (s.Head != point.Commit || merging) ? $"revert.{s.Rollbacks + 1}" : null;
        var story = new Story(s, now).Tell(new WorkflowRolledBack(to, reason, tasks, gates, point.Commit, undo, revert));
        return revert is null
            ? Advance.All(story).End()
            : story.Tell(new TaskReadied(revert, 1, s.Head)).End();
    }

    private static bool Touched(WorkItem i) => i.Status != WorkStatus.Waiting;
}
