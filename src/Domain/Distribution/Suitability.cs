namespace Weft.Domain.Distribution;

/// <summary>Why an agent cannot have a task, and how good it would be for it, by each criterion from 0 to 1.</summary>
public static class Suitability
{
    /// <summary>Null: it can. The rules in their order: it takes work, it has the skills at the level, it has a place.</summary>
    public static string? WhyNot(OpenTask task, AgentState agent)
    {
        if (!agent.TakesWork)
        {
            return Match.NotTakingWork;
        }

        if (task.InMergeLane)
        {
            return !agent.Merges ? Match.DoesNotMerge : agent.MergeFree ? null : Match.MergeLaneBusy;
        }

        foreach (var skill in task.Skills)
        {
            var level = agent.Level(skill.Name);
            if (level <= 0 || level < skill.MinLevel)
            {
                return level <= 0 ? Match.SkillMissing : Match.SkillTooLow;
            }
        }

        return agent.Free > 0 ? null : Match.AtCapacity;
    }

    /// <param name="quickestSeconds">of those who could do it</param>
    /// <param name="mostDone">of all agents in question</param>
    public static Criteria Of(OpenTask task, AgentState agent, Prediction prediction, double quickestSeconds, int mostDone)
    {
        var level = task.Skills.IsEmpty ? 1.0 : 0;
        foreach (var skill in task.Skills)
        {
            level += agent.Level(skill.Name) / task.Skills.Length;
        }

        var focus = agent.Skills.IsEmpty ? 1 : Math.Min(1, (double)Math.Max(1, task.Skills.Length) / agent.Skills.Length);
        return new Criteria(
            (0.7 * level) + (0.3 * focus),
            prediction.Seconds <= 0 ? 1 : quickestSeconds / prediction.Seconds,
            Math.Clamp((double)agent.Free / Math.Max(1, agent.Capacity), 0, 1),
            mostDone == 0 ? 1 : 1 - ((double)agent.Done / mostDone),
            task.Near.Contains(agent.Id) ? 1 : 0,
            agent.Tier switch { Agents.AgentTier.Junior => 1, Agents.AgentTier.Senior => 0.6, _ => 0.3 });
    }
}

/// <summary>The criteria of one agent for one task, each from 0 to 1.</summary>
public readonly record struct Criteria(double Fit, double Finish, double Load, double Fairness, double Affinity, double Cost)
{
    /// <summary>The weighted mean in millionths: whole numbers, so that sums do not depend on their order.</summary>
    public long Score(ChoiceWeights w)
    {
        var sum = (w.Fit * Fit) + (w.Finish * Finish) + (w.Load * Load) + (w.Fairness * Fairness) + (w.Affinity * Affinity) + (w.Cost * Cost);
        return (long)Math.Round(1_000_000 * sum / (w.Fit + w.Finish + w.Load + w.Fairness + w.Affinity + w.Cost));
    }
}
