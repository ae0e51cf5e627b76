using System.Collections.Immutable;
using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>What would have to be otherwise so that an agent could have a task: the least change for each rule that keeps it out, one after another, until none does.</summary>
public static class Lacking
{
    private const double Any = 0.0001;
    private const int Most = 50;

    /// <summary>Of the agent that lacks the fewest things, and of these the least; empty: some agent lacks nothing, or nobody could have it by any change.</summary>
    public static ImmutableArray<Flip> Nearest(OpenTask task, IEnumerable<AgentState> agents, ChoiceRules rules) =>
        agents.Select(a => Of(task, a, rules)).OfType<ImmutableArray<Flip>>().OrderBy(f => f.Length).ThenBy(f => f.Sum(x => x.Size)).ThenBy(f => f.IsEmpty ? "" : f[0].Agent, StringComparer.Ordinal)
            .FirstOrDefault([]);

    /// <summary>All of these together; null: there is no such change.</summary>
    public static ImmutableArray<Flip>? Of(OpenTask task, AgentState agent, ChoiceRules rules)
    {
        var found = ImmutableArray.CreateBuilder<Flip>();
        while (Suitability.WhyNot(task, agent, rules) is { } reason)
        {
            if (found.Count == Most || Without(reason, task, agent, rules) is not var (flip, asked, then))
            {
                return null;
            }

            found.Add(flip);
            (task, agent) = (asked, then);
        }

        return found.ToImmutable();
    }

    private static (Flip Flip, OpenTask Task, AgentState Agent)? Without(string reason, OpenTask task, AgentState agent, ChoiceRules rules) => reason switch
    {
        Match.NotTakingWork => (new Flip(agent.Id, "active", 0, 1), task, agent with { TakesWork = true }),
        Match.DoesNotMerge => (new Flip(agent.Id, "merges", 0, 1), task, agent with { Merges = true, MergeFree = true }),
        Match.MergeLaneBusy => (new Flip(agent.Id, "merge-lane", 0, 1), task, agent with { MergeFree = true }),
        Match.BreakerOpen => (new Flip(agent.Id, "breaker", 0, 1), task, agent with { BreakerOpen = null }),
        Match.OutsideDomain => Role(task, agent),
        Match.SkillMissing or Match.SkillTooLow => Level(task, agent),
        Match.Unreviewed => Reviewed(task, agent),
        Match.TierTooLow => Tier(task, agent, rules),
        Match.SliceHeld => Slice(task, agent),
        Match.AtCapacity => (new Flip(agent.Id, "free-place", agent.WithoutTask, agent.WithoutTask + 1, 1.0 / Math.Max(1, agent.Capacity - agent.WithoutTask)), task, agent with { Free = 1 }),
        Match.Reserved when agent.Reserved is { } held => (new Flip(agent.Id, "reserved", held, agent.Free - 1, (double)(held - agent.Free + 1) / held), task, agent with { Reserved = agent.Free - 1 }),
        _ when task.Excluded is { } excluded => (new Flip(agent.Id, "excluded", 0, 1), task with { Excluded = [.. excluded.Where(e => e.Agent != agent.Id)] }, agent),
        _ => null,
    };

    /// <summary>Where only agents own it, to be one of them.</summary>
    private static (Flip, OpenTask, AgentState)? Role(OpenTask task, AgentState agent)
    {
        var owned = task.Owned!.Value.First(o => !o.Admits(agent));
        return owned.Roles.IsEmpty
            ? (new Flip(agent.Id, "owner:" + owned.Domain, 0, 1), task with { Owned = task.Owned!.Value.Replace(owned, owned with { Agents = owned.Agents.Add(agent.Id) }) }, agent)
            : (new Flip(agent.Id, "role:" + owned.Roles[0], 0, 1), task, agent with { Roles = [.. agent.Roles ?? [], owned.Roles[0]] });
    }

    private static (Flip, OpenTask, AgentState)? Level(OpenTask task, AgentState agent)
    {
        var skill = task.Skills.First(s => agent.Level(s.Name) is var level && (level <= 0 || level < s.MinLevel) && agent.Training?.Contains(s.Name) != true);
        var (from, to) = (agent.Level(skill.Name), Math.Max(Any, skill.MinLevel));
        return (new Flip(agent.Id, "skill-level:" + skill.Name, from, to, (to - from) / (1 - from)), task,
            agent with { Skills = [.. agent.Skills.Where(s => s.Name != skill.Name), new Skill(skill.Name, to)] });
    }

    private static (Flip, OpenTask, AgentState)? Reviewed(OpenTask task, AgentState agent)
    {
        var skill = task.Skills.First(s => agent.Unreviewed?.Contains(s.Name) == true && agent.Training?.Contains(s.Name) != true).Name;
        return (new Flip(agent.Id, "review:" + skill, 0, 1), task, agent with { Training = [.. agent.Training ?? [], skill] });
    }

    private static (Flip, OpenTask, AgentState)? Tier(OpenTask task, AgentState agent, ChoiceRules rules)
    {
        foreach (var tier in Enum.GetValues<AgentTier>())
        {
            if (Suitability.TierFits(task, agent with { Tier = tier }, rules))
            {
                return (new Flip(agent.Id, "tier:" + tier.ToString().ToLowerInvariant(), (int)agent.Tier, (int)tier), task, agent with { Tier = tier });
            }
        }

        return null;
    }

    private static (Flip, OpenTask, AgentState)? Slice(OpenTask task, AgentState agent)
    {
        var sliced = task.Sliced!.Value.First(s => s.Agent != agent.Id);
        return (new Flip(agent.Id, "slice:" + sliced.Resource, 0, 1), task with { Sliced = [.. task.Sliced!.Value.Where(s => s.Resource != sliced.Resource)] }, agent);
    }
}
