using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;

namespace Weft.Projections.Distribution;

/// <summary>What an agent holds or is offered.</summary>
/// <param name="Since">when it was granted; an offer counts as later than everything</param>
/// <param name="Practice">skills that it is given for practice in</param>
public sealed record Hold(string Agent, WorkKind Kind, DateTimeOffset Since, ImmutableArray<string> Practice);

/// <summary>Agents and tasks of the read models as the chooser sees them.</summary>
public static class AgentStates
{
    /// <summary>Null for an agent that only tasks speak of.</summary>
    /// <param name="effects">what balancing has in force: processors</param>
    /// <param name="ordinary">how many of all free places ordinary tasks may have; null: any</param>
    public static AgentState? Of(AgentRow row, IEffects effects, int? ordinary = null) =>
        row.State is not { } agent ? null : Of(agent, [.. row.Held.Select(h => new Hold(row.Id, h.Kind, h.Since, h.Practice ?? []))], effects, ordinary);

    public static AgentState Of(Agent agent, IReadOnlyCollection<Hold> held, IEffects effects, int? ordinary = null) => new AgentState(
        agent.Id, agent.Profile.Skills, agent.Profile.Tier, agent.TakesWork, agent.Profile.Capacity,
        Math.Max(0, agent.Profile.Capacity - held.Count(h => h.Kind is WorkKind.Work or WorkKind.Check)),
        agent.Profile.Merges, agent.Profile.Merges && !held.Any(h => h.Kind is WorkKind.Merge or WorkKind.Revert),
        agent.Performance.Results, agent.Performance.PaceRatio, agent.Baselines)
    {
        Roles = agent.Profile.Roles,
        Utilisation = effects.ProcessorOf(agent.Id),
    }.Holding(ordinary).Learns(agent.Trainings, t => t.Awaiting.Length + held.Count(h => h.Practice.Contains(t.Skill))).Behind(agent.Breaker?.Admits(held.Select(h => h.Since)));

    /// <summary>With the skills and owners that the domain map knows from what it touches.</summary>
    /// <param name="effects">what balancing has in force: whom it is kept from, and how much before others it goes</param>
    public static OpenTask Of(Workflows.TaskRow row, Ledger ledger, IEffects effects) =>
        Analysis.Of(ledger, Analysis.Touches(row.Paths, row.Touches)).Apply(Of(row, effects));

    private static OpenTask Of(Workflows.TaskRow row, IEffects effects) => new(
        row.Workflow, row.Task, row.Kind, row.Skills, row.Priority + effects.BoostOf(row.Workflow, row.Task), 0, row.ReadyAt ?? default, row.EstimateSeconds, OpenTask.FamilyOf(row.Complexity, row.Skills.Select(s => s.Name)), [])
    {
        Complexity = row.Complexity,
        SkillsFrom = row.SkillsFrom,
        Excluded = effects.ExcludedFor(row.Workflow, row.Task) is { } from ? [new Exclusion(from, Match.Moved)] : null,
    };
}
