using System.Collections.Immutable;
using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>Looks for the smallest single change that would have given the task to another agent. Each that it names was tried.</summary>
internal static class FlipSearch
{
    private const int MostContenders = 6;
    private const int Halvings = 7;

    /// <summary>A change of one agent by a part of what is possible: 0 nothing, 1 all.</summary>
    private sealed record Knob(string What, double From, Func<double, (AgentState Agent, double To)> Turn);

    public static Flip? Smallest(DecisionInputs inputs, OpenTask task, ImmutableArray<Contender> contenders)
    {
        (Flip Flip, double Size)? best = null;
        var likely = contenders.Where(c => c.Verdict != Explain.Chosen).OrderByDescending(c => c.Score ?? -1).ThenBy(c => c.Agent, StringComparer.Ordinal)
            .Take(MostContenders);
        foreach (var contender in likely)
        {
            var agent = inputs.Agents.First(a => a.Id == contender.Agent);
            foreach (var knob in Knobs(task, agent))
            {
                if (Least(inputs, task, agent, knob, best?.Size ?? 1) is { } size)
                {
                    best = (new Flip(agent.Id, knob.What, knob.From, knob.Turn(size).To), size);
                }
            }
        }

        return best?.Flip;
    }

    /// <summary>The smallest turn below the limit that flips the choice; where more would not do, less is not tried.</summary>
    private static double? Least(DecisionInputs inputs, OpenTask task, AgentState agent, Knob knob, double limit)
    {
        if (!Flips(inputs, task, agent, knob, limit))
        {
            return null;
        }

        var (low, high) = (0.0, limit);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Flips(inputs, task, agent, knob, middle) ? (low, middle) : (middle, high);
        }

        return high < limit || limit >= 1 ? high : null;
    }

    private static bool Flips(DecisionInputs inputs, OpenTask task, AgentState agent, Knob knob, double size)
    {
        var changed = inputs with { Agents = inputs.Agents.Replace(agent, knob.Turn(size).Agent) };
        return Distribute.Decide(changed).Any(c => c.Task.Workflow == task.Workflow && c.Task.Task == task.Task && c.Agent == agent.Id);
    }

    private static IEnumerable<Knob> Knobs(OpenTask task, AgentState agent)
    {
        if (!agent.TakesWork)
        {
            yield return new Knob("active", 0, _ => (agent with { TakesWork = true }, 1));
            yield break;
        }

        if (task.InMergeLane)
        {
            yield return new Knob("merges", agent.Merges ? 1 : 0, _ => (agent with { Merges = true, MergeFree = true }, 1));
            yield break;
        }

        foreach (var skill in task.Skills)
        {
            var level = agent.Level(skill.Name);
            yield return new Knob("skill-level:" + skill.Name, level, part => Raise(agent, skill.Name, Math.Round(level + (part * (1 - level)), 4)));
        }

        if (agent.Free < agent.Capacity)
        {
            yield return new Knob("free-place", agent.Free, part => (agent with { Free = agent.Free + More(agent, part) }, agent.Free + More(agent, part)));
        }

        var prediction = Predict.For(task, agent);
        yield return new Knob("predicted-seconds", prediction.Seconds, part => Quicken(task, agent, part));
    }

    private static int More(AgentState agent, double part) => (int)Math.Ceiling(part * (agent.Capacity - agent.Free));

    private static (AgentState, double) Raise(AgentState agent, string skill, double level)
    {
        var known = agent.Skills.FirstOrDefault(s => s.Name == skill);
        return (agent with { Skills = known is null ? agent.Skills.Add(new Skill(skill, level)) : agent.Skills.Replace(known, known with { Level = level }) }, level);
    }

    private static (AgentState, double) Quicken(OpenTask task, AgentState agent, double part)
    {
        var factor = Math.Max(0.01, 1 - part);
        var quicker = agent with
        {
            PaceRatio = agent.PaceRatio * factor,
            Baselines = [.. agent.Baselines.Select(b => b.Family == task.Family ? b with { Ratio = b.Ratio * factor } : b)],
        };
        return (quicker, Predict.For(task, quicker).Seconds);
    }
}
