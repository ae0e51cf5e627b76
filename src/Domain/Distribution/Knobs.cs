using System.Collections.Immutable;
using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>A change of one agent, or of what a task says of it, by a part of what is possible: 0 nothing, 1 all.</summary>
/// <param name="Steps">so many changes are told apart; between them there is nothing that a person would write down otherwise</param>
internal sealed record Knob(string What, double From, int Steps, Func<double, (OpenTask Task, AgentState Agent, double To)> Turn)
{
    /// <summary>It is or it is not: there is no half.</summary>
    public bool IsSwitch => Steps == 1;

    /// <summary>Steps at which the agent may be given something that it could not be given before: only these change more than by how much each task would
    /// gain with it, which never falls. Null: every step does.</summary>
    public ImmutableArray<int>? Edges { get; init; }

    public (OpenTask Task, AgentState Agent, double To) At(int step) => Turn((double)step / Steps);
}

/// <summary>What could be otherwise about an agent and a task, one thing at a time.</summary>
internal static partial class Knobs
{
    public const string Reserved = "reserved";
    private const string FreePlace = "free-place";
    public const string Limit = "limit";
    private const string PredictedSeconds = "predicted-seconds";
    private const string Role = "role:";
    private const string SkillLevel = "skill-level:";
    private const string Utilisation = "utilisation";

    private const double Fine = 10_000;

    /// <summary>What a kind of task is called that is this task alone.</summary>
    private const string Own = "\nthis";

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

        return task.InMergeLane ? [Switch(agent.Merges ? "merge-lane" : "merges", task, agent with { Merges = true, MergeFree = true })]
            : Roles(task, agent).Concat(Tiers(inputs.Rules ?? ChoiceRules.None, task, agent)).Concat(task.Skills.Select(s => s.Name).Distinct().Select(s => Level(inputs, task, agent, s)))
                .Concat(Places(task, agent)).Append(Quicker(task, agent)).Where(k => k.Steps > 0);
    }

    /// <summary>With the task as a kind of its own: what is predicted for it can be changed without what is predicted for others.</summary>
    public static DecisionInputs Alone(DecisionInputs inputs, OpenTask task) => task.Family.EndsWith(Own, StringComparison.Ordinal) ? inputs : inputs with
    {
        Tasks = inputs.Tasks.Replace(task, Alone(task)),
        Agents = [.. inputs.Agents.Select(a => a with { Baselines = [.. a.Baselines, .. a.Baselines.Where(b => b.Family == task.Family).Take(1).Select(b => b with { Family = Alone(task).Family })] })],
    };

    public static OpenTask Alone(OpenTask task) => task.Family.EndsWith(Own, StringComparison.Ordinal) ? task : task with { Family = task.Family + Own };

    /// <summary>Each role that would open what keeps it out.</summary>
    private static IEnumerable<Knob> Roles(OpenTask task, AgentState agent) =>
        (task.Owned ?? []).Where(o => !o.Admits(agent)).SelectMany(o => o.Roles).Distinct(StringComparer.Ordinal)
            .Select(role => Switch(Role + role, task, agent with { Roles = [.. agent.Roles ?? [], role] }));

    private static IEnumerable<Knob> Tiers(ChoiceRules rules, OpenTask task, AgentState agent) =>
        Suitability.TierFits(task, agent, rules) ? [] : Enum.GetValues<AgentTier>().Where(t => t > agent.Tier && Suitability.TierFits(task, agent with { Tier = t }, rules)).Take(1)
            .Select(t => To(t, task, agent));

    private static Knob To(AgentTier tier, OpenTask task, AgentState agent) =>
        new("tier:" + tier.ToString().ToLowerInvariant(), (int)agent.Tier, 1, _ => (task, agent with { Tier = tier }, (int)tier));

    /// <summary>In ten-thousandths. At what tasks ask for, and at what the agent's tier needs, it may be given more.</summary>
    private static Knob Level(DecisionInputs inputs, OpenTask task, AgentState agent, string skill)
    {
        var (level, rules) = (agent.Level(skill), inputs.Rules ?? ChoiceRules.None);
        var steps = Whole((1 - level) * Fine);
        var asked = inputs.Tasks.SelectMany(t => t.Skills).Where(s => s.Name == skill).Select(s => s.MinLevel);
        var tiers = ((TierLevels[])[rules.Classes.Simple, rules.Classes.Moderate, rules.Classes.Complex]).Select(l => l.Of(agent.Tier)).OfType<double>();
        return new Knob(SkillLevel + skill, level, steps, part => At(task, agent, skill, To(part)))
        {
            Edges = [.. asked.Concat(tiers).Where(edge => edge > level && edge <= 1).Select(Step).Append(1).Distinct().Order()],
        };

        double To(double part) => Math.Min(1, Math.Round(Math.Ceiling(((level + (part * (1 - level))) * Fine) - 1e-6) / Fine, 4));

        int Step(double edge)
        {
            var step = Math.Max(1, Whole((edge - level) / (1 - level) * steps) - 1);
            return To((double)step / steps) >= edge ? step : step + 1;
        }
    }

    private static IEnumerable<Knob> Places(OpenTask task, AgentState agent)
    {
        if (agent.Capacity - agent.WithoutTask is > 0 and var taken)
        {
            yield return new Knob(FreePlace, agent.WithoutTask, taken, part => Freed(task, agent, Whole(part * taken)));
        }

        if (agent.WithoutTask - agent.Free + (agent.MergeTakesPlace == true ? 1 : 0) is > 0 and var barred)
        {
            yield return new Knob(Limit, agent.Free, barred, part => Allowed(task, agent, agent.Free + Whole(part * barred)));
        }

        if (agent.Reserved is > 0 and var reserved)
        {
            yield return new Knob(Reserved, reserved, reserved, part => (task, agent with { Reserved = reserved - Whole(part * reserved) }, reserved - Whole(part * reserved)));
        }

        if (agent.Utilisation is > 0 and var busy)
        {
            yield return new Knob(Utilisation, busy, Whole(busy * Fine), part => Busy(task, agent, Math.Round(Math.Floor((busy * (1 - part) * Fine) + 1e-6) / Fine, 4))) { Edges = [] };
        }
    }

    private static int Whole(double number) => (int)Math.Ceiling(number - 1e-6);

    /// <summary>This task alone, down to a hundredth, in steps of about a ten-thousandth that can be written with few digits.</summary>
    private static Knob Quicker(OpenTask task, AgentState agent)
    {
        var seconds = Predict.For(task, agent).Seconds;
        var step = Written(seconds);
        return new Knob(PredictedSeconds, seconds, seconds > 0 ? Whole(seconds / step) : 0, part => Quicken(Alone(task), agent,
            Math.Max(Math.Round(seconds / 100, 3), Math.Round(Math.Floor((seconds * (1 - part) / step) + 1e-6) * step, 3))))
        { Edges = [] };
    }

    private static double Written(double seconds) => Math.Max(0.001, Math.Pow(10, Math.Floor(Math.Log10(seconds / Fine))));

    private static Knob Switch(string what, OpenTask task, AgentState agent) => new(what, 0, 1, _ => (task, agent, 1));

    private static (OpenTask, AgentState, double) Busy(OpenTask task, AgentState agent, double busy) => (task, agent with { Utilisation = busy }, busy);

    /// <summary>What it asks for stays as it is.</summary>
    private static (OpenTask, AgentState, double) Freed(OpenTask task, AgentState agent, int more) => (
        task, agent.Idle is null ? agent with { Free = agent.Free + more } : agent with { Idle = agent.Idle + more }, agent.WithoutTask + more);

    /// <summary>Above all places that are without a task, a merge has one for itself.</summary>
    private static (OpenTask, AgentState, double) Allowed(OpenTask task, AgentState agent, int limit) => (
        task, agent with { Free = Math.Min(limit, agent.WithoutTask), MergeTakesPlace = limit > agent.WithoutTask ? null : agent.MergeTakesPlace }, limit);

    private static (OpenTask, AgentState, double) At(OpenTask task, AgentState agent, string skill, double level)
    {
        var known = agent.Skills.FirstOrDefault(s => s.Name == skill);
        return (task, agent with { Skills = known is null ? agent.Skills.Add(new Skill(skill, level)) : agent.Skills.Replace(known, known with { Level = level }) }, level);
    }

    /// <summary>As if that had been learnt of it.</summary>
    private static (OpenTask, AgentState, double) Quicken(OpenTask task, AgentState agent, double seconds)
    {
        var learnt = Predict.Learnt(task, seconds, agent.PaceRatio);
        return (task, agent with { Baselines = [.. agent.Baselines.Where(b => b.Family != task.Family), learnt] }, seconds);
    }
}
