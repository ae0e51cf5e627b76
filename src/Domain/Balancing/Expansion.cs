using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>Too much waits for a skill that few have, and others have little to do: one of these learns it, supervised by one who has it.</summary>
internal static class Expansion
{
    private const int AtOnce = 2;

    /// <summary>What waits and would be an agent's if it had this skill.</summary>
    /// <param name="Level">that all of it asks for</param>
    private sealed record Lack(Agent Learner, string Skill, double Level, int Tasks);

    public static IEnumerable<IBalancingEvent> Decide(BalanceState s, Measurement m, Board board, BalancingPolicy policy, ChoiceRules rules)
    {
        if (s.Standing.FirstOrDefault(w => w.Kind == TriggerKind.Pending)?.Raised is not { } trigger)
        {
            yield break;
        }

        var waiting = board.Waiting().ToList();
        var scarce = Idle(m, board).SelectMany(a => Lacks(a, waiting, board, rules)).Where(l => l.Tasks > policy.PendingTasks).ToList();
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

    private static IEnumerable<Lack> Lacks(Agent agent, List<(OpenTask First, int Tasks)> waiting, Board board, ChoiceRules rules)
    {
        var state = board.StateOf(agent.Id)!;
        return waiting.Select(g => (Skill: Lacking(g.First, state, rules), g.Tasks))
            .Where(g => g.Skill is { } only && !agent.FailedTrainings.Contains(only.Name) && Supervisors.Best(board.Agents.Values, only.Name, only.MinLevel) is not null)
            .GroupBy(g => g.Skill!.Name, StringComparer.Ordinal)
            .Select(g => new Lack(agent, g.Key, g.Max(x => x.Skill!.MinLevel), g.Sum(x => x.Tasks)));
    }

    /// <summary>The skill in which the agent would be given the task for practice, by the rules that give it out; null: it can have the task as it is, or could
    /// not even then, since it lacks another skill too, the role that the task's domain asks for, or its tier.</summary>
    private static SkillRequirement? Lacking(OpenTask task, AgentState agent, ChoiceRules rules) => Suitability.WhyNever(task, agent, rules) is null ? null
        : task.Skills.FirstOrDefault(s => Suitability.WhyNever(task, agent with { Training = [s.Name] }, rules) is null);
}
