namespace Weft.Domain.Distribution;

/// <summary>Why an agent cannot have a task, and how good it would be for it, by each criterion from 0 to 1.</summary>
public static class Suitability
{
    /// <summary>Null: it can. The rules in their order: it takes work, its domain, its skills, its tier where one is required, what others have for
    /// themselves, exclusions, its breaker, its places, and what of them is held back. In the merge lane: it takes work, it merges, exclusions, its breaker, the lane.</summary>
    public static string? WhyNot(OpenTask task, AgentState agent, ChoiceRules rules) =>
        WhyNever(task, agent, rules) ?? WhyNotHere(task, agent) ?? WhyNotNow(task, agent, rules);

    /// <summary>Whether it can, places apart.</summary>
    public static bool IsFor(OpenTask task, AgentState agent, ChoiceRules rules) => WhyNever(task, agent, rules) is null && WhyNotHere(task, agent) is null;

    /// <summary>Whether it can, or could if its breaker let it: neither a rule nor another agent is in the way.</summary>
    public static bool IsOpenTo(OpenTask task, AgentState agent, ChoiceRules rules) => WhyNever(task, agent, rules) is null && WhyKeptAway(task, agent) is null;

    /// <summary>What all tasks that ask for the same have in common, places apart.</summary>
    public static string? WhyNever(OpenTask task, AgentState agent, ChoiceRules rules)
    {
        if (!agent.TakesWork)
        {
            return Match.NotTakingWork;
        }

        return task.InMergeLane ? agent.Merges ? null : Match.DoesNotMerge
            : OutsideDomain(task, agent) ?? SkillGap(task, agent)
            ?? (rules.Tiers == TierMode.Require && !TierFits(task, agent, rules) ? Match.TierTooLow : null);
    }

    /// <summary>Whether its tier is one of those that the task's class is for.</summary>
    public static bool TierFits(OpenTask task, AgentState agent, ChoiceRules rules) =>
        rules.Tiers == TierMode.Off || task.InMergeLane || task.Complexity is not { } complexity
        || rules.Classes.Of(complexity).Of(agent.Tier) is { } least && (least <= 0 || LeastLevel(task, agent) >= least);

    /// <summary>Urgent tasks may use what is held back.</summary>
    public static bool IsUrgent(OpenTask task, ChoiceRules rules) => task.Priority >= rules.UrgentPriority;

    private static string? OutsideDomain(OpenTask task, AgentState agent)
    {
        foreach (var owned in task.Owned ?? [])
        {
            if (!owned.Admits(agent))
            {
                return Match.OutsideDomain;
            }
        }

        return null;
    }

    private static string? SkillGap(OpenTask task, AgentState agent)
    {
        foreach (var skill in task.Skills)
        {
            var level = agent.Level(skill.Name);
            if ((level <= 0 || level < skill.MinLevel) && agent.Training?.Contains(skill.Name) != true)
            {
                return agent.Unreviewed?.Contains(skill.Name) == true ? Match.Unreviewed : level <= 0 ? Match.SkillMissing : Match.SkillTooLow;
            }
        }

        return null;
    }

    /// <summary>Skills that the task asks for and the agent does not have, or not at that level.</summary>
    internal static IEnumerable<string> Lacked(OpenTask task, AgentState agent) =>
        task.Skills.Where(s => agent.Level(s.Name) is var level && (level <= 0 || level < s.MinLevel)).Select(s => s.Name);

    /// <summary>Where nothing is asked for, what the agent does best.</summary>
    private static double LeastLevel(OpenTask task, AgentState agent) =>
        task.Skills.IsEmpty ? agent.Skills.Select(s => s.Level).DefaultIfEmpty(0).Max() : task.Skills.Min(s => agent.Level(s.Name));

    private static string? WhyNotHere(OpenTask task, AgentState agent) => WhyKeptAway(task, agent) ?? (agent.BreakerOpen == true ? Match.BreakerOpen : null);

    private static string? WhyKeptAway(OpenTask task, AgentState agent)
    {
        foreach (var sliced in task.Sliced ?? [])
        {
            if (sliced.Agent != agent.Id)
            {
                return Match.SliceHeld;
            }
        }

        foreach (var excluded in task.Excluded ?? [])
        {
            if (excluded.Agent == agent.Id)
            {
                return Match.Excluded + excluded.Reason;
            }
        }

        return null;
    }

    private static string? WhyNotNow(OpenTask task, AgentState agent, ChoiceRules rules)
    {
        if (task.InMergeLane)
        {
            return agent.MergeFree ? null : Match.MergeLaneBusy;
        }

        return agent.Free <= 0 ? Match.AtCapacity
            : agent.Free <= (agent.Reserved ?? 0) && !IsUrgent(task, rules) ? Match.Reserved : null;
    }

    /// <param name="quickestSeconds">of those who could do it</param>
    /// <param name="mostDone">of all agents in question</param>
    public static Criteria Of(OpenTask task, AgentState agent, Prediction prediction, double quickestSeconds, int mostDone) =>
        Standing(agent, mostDone) with { Fit = Fit(task, agent), Finish = Finish(prediction.Seconds, quickestSeconds), Affinity = Affinity(task, agent) };

    /// <summary>What an agent is whatever the task; nothing yet of fit, finish and affinity.</summary>
    internal static Criteria Standing(AgentState agent, int mostDone) => new(
        0, 0, Load(agent), mostDone == 0 ? 1 : 1 - ((double)agent.Done / mostDone), 0, agent.Tier switch { Agents.AgentTier.Junior => 1, Agents.AgentTier.Senior => 0.6, _ => 0.3 });

    internal static double Fit(OpenTask task, AgentState agent)
    {
        var level = task.Skills.IsEmpty ? 1.0 : 0;
        foreach (var skill in task.Skills)
        {
            level += agent.Level(skill.Name) / task.Skills.Length;
        }

        var focus = agent.Skills.IsEmpty ? 1 : Math.Min(1, (double)Math.Max(1, task.Skills.Length) / agent.Skills.Length);
        return (0.7 * level) + (0.3 * focus);
    }

    internal static double Finish(double seconds, double quickestSeconds) => seconds <= 0 ? 1 : quickestSeconds / seconds;

    internal static double Affinity(OpenTask task, AgentState agent) => !task.Near.IsEmpty && task.Near.Contains(agent.Id) ? 1 : 0;

    /// <summary>Places without a task, however many of them it asks for: what it holds, has not begun or is offered takes one each. Where its processor is
    /// measured, the scarcer of the two.</summary>
    private static double Load(AgentState agent)
    {
        var places = Math.Clamp((double)agent.WithoutTask / Math.Max(1, agent.Capacity), 0, 1);
        return agent.Utilisation is { } busy ? Math.Min(places, 1 - Math.Clamp(busy, 0, 1)) : places;
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
