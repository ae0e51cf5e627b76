using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;

namespace Weft.Domain.Balancing;

/// <summary>Too much waits for a skill that few have, and others have little to do: one of these learns it, supervised by one who has it.</summary>
internal static class Expansion
{
    private const int AtOnce = 2;

    /// <summary>What waits and would be an agent's if it had this skill.</summary>
    /// <param name="Level">that all of it asks for</param>
    private sealed record Lack(Agent Learner, string Skill, double Level, int Tasks);

    public static IEnumerable<IBalancingEvent> Decide(BalanceState s, Measurement m, Board board, BalancingPolicy policy)
    {
        if (s.Standing.FirstOrDefault(w => w.Kind == TriggerKind.Pending)?.Raised is not { } trigger)
        {
            yield break;
        }

        var scarce = Idle(m, board).SelectMany(a => Lacks(a, m.Groups, board)).Where(l => l.Tasks > policy.PendingTasks).ToList();
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var skill in scarce.GroupBy(l => l.Skill, StringComparer.Ordinal).OrderByDescending(g => g.Max(l => l.Tasks)).ThenBy(g => g.Key, StringComparer.Ordinal).Take(AtOnce))
        {
            if (skill.FirstOrDefault(l => chosen.Add(l.Learner.Id)) is { } lack)
            {
                yield return new CapabilityExpanded(trigger, lack.Learner.Id, lack.Skill, Math.Max(lack.Level, Train.LeastLevel), Supervisors.Best(board.Agents.Values, lack.Skill, lack.Level)!.Id);
            }
        }
    }

    /// <summary>Those who may learn, the least used first.</summary>
    private static IEnumerable<Agent> Idle(Measurement m, Board board) => m.Agents.Where(a => a.Queue == 0 && a.Held < a.Places)
        .OrderBy(a => a.Utilisation).ThenBy(a => a.Agent, StringComparer.Ordinal)
        .Select(a => board.Agents.GetValueOrDefault(a.Agent)).OfType<Agent>().Where(a => a.TakesWork && a.Trainings.IsEmpty);

    /// <summary>A task that asks for several skills counts for the one that the agent lacks if it has all others; where it lacks two, learning one
    /// of them would bring it nothing.</summary>
    private static IEnumerable<Lack> Lacks(Agent agent, ImmutableArray<PendingGroup> groups, Board board) => groups
        .Select(g => (Lacking: g.Skills.Where(k => agent.Level(k.Name) is var level && (level <= 0 || level < k.MinLevel)).ToList(), g.Tasks))
        .Where(g => g.Lacking is [var only] && !agent.FailedTrainings.Contains(only.Name) && Supervisors.Best(board.Agents.Values, only.Name, only.MinLevel) is not null)
        .GroupBy(g => g.Lacking[0].Name, StringComparer.Ordinal)
        .Select(g => new Lack(agent, g.Key, g.Max(x => x.Lacking[0].MinLevel), g.Sum(x => x.Tasks)));
}
