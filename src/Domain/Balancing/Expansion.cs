using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;

namespace Weft.Domain.Balancing;

/// <summary>Too much waits for a skill that few have, and others have little to do: one of these learns it, supervised by one who has it.</summary>
internal static class Expansion
{
    private const int AtOnce = 2;

    public static IEnumerable<IBalancingEvent> Decide(BalanceState s, Measurement m, Board board, BalancingPolicy policy)
    {
        if (s.Standing.FirstOrDefault(w => w.Kind == TriggerKind.Pending)?.Raised is not { } trigger)
        {
            yield break;
        }

        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in m.Groups.Where(g => g.Tasks > policy.PendingTasks && g.Skills.Length == 1).OrderByDescending(g => g.Tasks).Take(AtOnce))
        {
            var skill = group.Skills[0];
            var holder = Holder(board, skill.Name, skill.MinLevel);
            var learner = m.Agents.Where(a => a.Queue == 0 && a.Held < a.Places && !chosen.Contains(a.Agent)).OrderBy(a => a.Utilisation).ThenBy(a => a.Agent, StringComparer.Ordinal)
                .Select(a => board.Agents.GetValueOrDefault(a.Agent)).OfType<Agent>()
                .FirstOrDefault(a => a.TakesWork && a.Level(skill.Name) <= 0 && a.Trainings.IsEmpty && !a.FailedTrainings.Contains(skill.Name));
            if (holder is not null && learner is not null && chosen.Add(learner.Id))
            {
                yield return new CapabilityExpanded(trigger, learner.Id, skill.Name, Math.Max(skill.MinLevel, Train.LeastLevel), holder.Id);
            }
        }
    }

    private static Agent? Holder(Board board, string skill, double level) => board.Agents.Values
        .Where(a => a.TakesWork && a.Level(skill) > 0 && a.Level(skill) >= level).OrderByDescending(a => a.Level(skill)).ThenBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault();
}
