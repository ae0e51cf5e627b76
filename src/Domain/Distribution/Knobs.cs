using System.Collections.Immutable;
using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>A change of one agent, or of what a task says of it, by a part of what is possible: 0 nothing, 1 all.</summary>
internal sealed record Knob(string What, double From, Func<double, (OpenTask Task, AgentState Agent, double To)> Turn)
{
    /// <summary>It is or it is not: there is no half.</summary>
    public bool IsSwitch { get; init; }
}

/// <summary>What could be otherwise about an agent and a task, one thing at a time.</summary>
internal static class Knobs
{
    public static IEnumerable<Knob> Of(DecisionInputs inputs, OpenTask task, AgentState agent)
    {
        if (!agent.TakesWork)
        {
            return [Switch("active", task, agent with { TakesWork = true })];
        }

        if (agent.BreakerOpen == true)
        {
            return [Switch("breaker", task, agent with { BreakerOpen = null })];
        }

        if (task.Sliced is { } sliced && sliced.Any(s => s.Agent != agent.Id))
        {
            return [Switch("slice", task with { Sliced = null }, agent)];
        }

        if (task.Excluded is { } excluded && excluded.Any(e => e.Agent == agent.Id))
        {
            return [Switch("excluded", task with { Excluded = [.. excluded.Where(e => e.Agent != agent.Id)] }, agent)];
        }

        return task.InMergeLane ? [Switch("merges", task, agent with { Merges = true, MergeFree = true })]
            : Roles(task, agent).Concat(Tiers(inputs.Rules ?? ChoiceRules.None, task, agent)).Concat(Levels(task, agent)).Concat(Places(task, agent)).Append(Quicker(task, agent));
    }

    /// <summary>Each role that would open what keeps it out.</summary>
    private static IEnumerable<Knob> Roles(OpenTask task, AgentState agent) =>
        (task.Owned ?? []).Where(o => !o.Admits(agent)).SelectMany(o => o.Roles).Distinct(StringComparer.Ordinal)
            .Select(role => Switch("role:" + role, task, agent with { Roles = [.. agent.Roles ?? [], role] }));

    private static IEnumerable<Knob> Tiers(ChoiceRules rules, OpenTask task, AgentState agent) =>
        Suitability.TierFits(task, agent, rules) ? [] : Enum.GetValues<AgentTier>().Where(t => t > agent.Tier && Suitability.TierFits(task, agent with { Tier = t }, rules)).Take(1)
            .Select(t => new Knob("tier:" + t.ToString().ToLowerInvariant(), (int)agent.Tier, _ => (task, agent with { Tier = t }, (int)t)) { IsSwitch = true });

    private static IEnumerable<Knob> Levels(OpenTask task, AgentState agent) => task.Skills.Select(skill =>
    {
        var level = agent.Level(skill.Name);
        return new Knob("skill-level:" + skill.Name, level, part => Raise(task, agent, skill.Name, Math.Round(level + (part * (1 - level)), 4)));
    });

    private static IEnumerable<Knob> Places(OpenTask task, AgentState agent)
    {
        if (agent.WithoutTask < agent.Capacity)
        {
            yield return new Knob("free-place", agent.WithoutTask, part => Freed(task, agent, (int)Math.Ceiling(part * (agent.Capacity - agent.WithoutTask))));
        }

        if (agent.Idle > agent.Free)
        {
            yield return new Knob("limit", agent.Free, part => Allowed(task, agent, (int)Math.Ceiling(part * (agent.WithoutTask - agent.Free))));
        }

        if (agent.Reserved is > 0 and var reserved)
        {
            yield return new Knob("reserved", reserved, part => Held(task, agent, reserved - (int)Math.Ceiling(part * reserved)));
        }

        if (agent.Utilisation is > 0 and var busy)
        {
            yield return new Knob("utilisation", busy, part => Busy(task, agent, Math.Round(busy * (1 - part), 4)));
        }
    }

    private static Knob Quicker(OpenTask task, AgentState agent) => new("predicted-seconds", Predict.For(task, agent).Seconds, part => Quicken(task, agent, part));

    private static Knob Switch(string what, OpenTask task, AgentState agent) => new(what, 0, _ => (task, agent, 1)) { IsSwitch = true };

    private static (OpenTask, AgentState, double) Held(OpenTask task, AgentState agent, int reserved) => (task, agent with { Reserved = reserved }, reserved);

    private static (OpenTask, AgentState, double) Busy(OpenTask task, AgentState agent, double busy) => (task, agent with { Utilisation = busy }, busy);

    /// <summary>What it asks for stays as it is.</summary>
    private static (OpenTask, AgentState, double) Freed(OpenTask task, AgentState agent, int more) => (
        task, agent.Idle is null ? agent with { Free = agent.Free + more } : agent with { Idle = agent.Idle + more }, agent.WithoutTask + more);

    private static (OpenTask, AgentState, double) Allowed(OpenTask task, AgentState agent, int more) => (task, agent with { Free = agent.Free + more }, agent.Free + more);

    private static (OpenTask, AgentState, double) Raise(OpenTask task, AgentState agent, string skill, double level)
    {
        var known = agent.Skills.FirstOrDefault(s => s.Name == skill);
        return (task, agent with { Skills = known is null ? agent.Skills.Add(new Skill(skill, level)) : agent.Skills.Replace(known, known with { Level = level }) }, level);
    }

    private static (OpenTask, AgentState, double) Quicken(OpenTask task, AgentState agent, double part)
    {
        var factor = Math.Max(0.01, 1 - part);
        var quicker = agent with
        {
            PaceRatio = agent.PaceRatio * factor,
            Baselines = [.. agent.Baselines.Select(b => b.Family == task.Family ? b with { Ratio = b.Ratio * factor } : b)],
        };
        return (task, quicker, Predict.For(task, quicker).Seconds);
    }
}
