using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>A task that an agent failed, let run out of time, lost or did not take when it was offered is kept for others that are able, for a while. What comes of it is an
/// exclusion in the inputs of the decision, so that it recomputes and is explained as every other.</summary>
public static class Elsewhere
{
    public const string Reason = "failed-here";

    /// <summary>Keeps it away from all who lost it; where nobody else is able, the one who lost it longest ago may have it again, and so on.</summary>
    /// <param name="lostBy">the latest last</param>
    /// <param name="lapsedAt">when somebody let an offer lapse last; null: nobody did</param>
    /// <param name="now">after <see cref="Deadline.KeptUntil"/> everybody may have it</param>
    /// <param name="all">everybody, with or without a free place: who is able is worth waiting for</param>
    public static OpenTask Apply(OpenTask task, ImmutableArray<string> lostBy, DateTimeOffset? lapsedAt, IReadOnlyCollection<AgentState> all, ChoiceRules rules, DateTimeOffset now)
    {
        if (now >= Deadline.KeptUntil(task.ReadyAt, lapsedAt))
        {
            return task;
        }

        for (var first = 0; first < lostBy.Length; first++)
        {
            var kept = lostBy.RemoveRange(0, first);
            if (all.Any(a => !kept.Contains(a.Id) && Suitability.IsFor(task, a, rules)))
            {
                return task with { Excluded = [.. task.Excluded ?? [], .. kept.Select(agent => new Exclusion(agent, Reason))] };
            }
        }

        return task;
    }
}
