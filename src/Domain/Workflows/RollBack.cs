using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Workflows;

/// <summary>Back to a named checkpoint or a reached milestone, by one new event that names the tasks set back; never by deleting.</summary>
public static class RollBack
{
    /// <summary>Tasks and commits named in one event, which stays under 64 KB.</summary>
    private const int MaxNamed = 500;

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

        var scope = new RollBackScope(s, point);
        var (tasks, gates) = (scope.Tasks(), scope.Gates());
        if (tasks.IsEmpty && gates.IsEmpty)
        {
            return Decision<IWorkflowEvent>.Nothing;
        }

        var undone = s.MergeLog.Skip(point.Merges).Reverse().Select(m => m.Commit).Take(MaxNamed).ToImmutableArray();
        var revert = scope.Undoes ? string.Create(CultureInfo.InvariantCulture, $"revert.{s.Rollbacks + 1}") : null;
        var story = new Story(s, now).Tell(new WorkflowRolledBack(to, reason, [.. tasks.Take(MaxNamed)], gates, point.Commit, undone, revert));
        foreach (var more in tasks.Skip(MaxNamed).Chunk(MaxNamed))
        {
            story.Tell(new TasksSetBack(to, reason, [.. more]));
        }

        return Advance.End(revert is null ? Advance.All(story) : story.Tell(new TaskReadied(revert, 1, s.Head)));
    }
}
