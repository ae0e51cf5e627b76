using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;

namespace Weft.Projections.Distribution;

/// <summary>Agents and tasks of the read models as the chooser sees them.</summary>
public static class AgentStates
{
    /// <summary>Null for an agent that only tasks speak of.</summary>
    /// <param name="policy">holds places back</param>
    public static AgentState? Of(AgentRow row, BalancingPolicy policy) => row.State is not { } agent ? null
        : (Places(row, agent) with { Reserved = policy.ReservedOf(agent.Profile.Capacity) is > 0 and var reserved ? reserved : null })
            .Behind(agent.Breaker?.Admits(row.Held.Select(h => h.Since)));

    private static AgentState Places(AgentRow row, Agent agent) => new(
        agent.Id, agent.Profile.Skills, agent.Profile.Tier, agent.TakesWork, agent.Profile.Capacity,
        Math.Max(0, agent.Profile.Capacity - row.Held.Count(h => h.Kind is WorkKind.Work or WorkKind.Check)),
        agent.Profile.Merges, agent.Profile.Merges && !row.Held.Any(h => h.Kind is WorkKind.Merge or WorkKind.Revert),
        agent.Performance.Completed + agent.Performance.Failed, agent.Performance.PaceRatio, agent.Baselines)
    {
        Roles = agent.Profile.Roles,
        Training = agent.Trainings.IsEmpty ? null : [.. agent.Trainings.Select(t => t.Skill)],
    };

    /// <summary>With the skills and owners that the domain map knows from what it touches.</summary>
    public static OpenTask Of(Workflows.TaskRow row, Ledger ledger) =>
        Analysis.Of(ledger, [.. row.Touches.Select(Resource.Parse).OfType<Resource>()]).Apply(Of(row));

    private static OpenTask Of(Workflows.TaskRow row) => new(
        row.Workflow, row.Task, row.Kind, row.Skills, row.Priority, 0, row.ReadyAt ?? default, row.EstimateSeconds, OpenTask.FamilyOf(row.Complexity, row.Skills), [])
    {
        Complexity = row.Complexity,
        SkillsFrom = row.SkillsFrom,
    };
}
