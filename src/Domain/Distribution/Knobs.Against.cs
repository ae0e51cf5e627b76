using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>The same things the other way round: what could have spoken against the agent that has the task.</summary>
internal static partial class Knobs
{
    private const double Longest = 100;

    /// <summary>Without what would keep any agent from any task (that it takes no work, say): no place left is never more than that.</summary>
    public static IEnumerable<Knob> Against(DecisionInputs inputs, OpenTask task, AgentState agent) => task.InMergeLane
        ? [new Knob("merge-lane", 1, 1, _ => (task, agent with { MergeFree = false }, 0))]
        : RolesLost(task, agent).Concat(TiersLost(inputs.Rules ?? ChoiceRules.None, task, agent)).Concat(task.Skills.Select(s => s.Name).Distinct().Select(s => Lower(task, agent, s)))
            .Concat(PlacesLost(task, agent, inputs.Chooser != Distribute.First)).Append(Slower(task, agent)).Where(k => k.Steps > 0);

    /// <summary>Places of one that the decision did not look at since it had none left; of the merge lane there is one.</summary>
    public static IEnumerable<Knob> Room(OpenTask task, AgentState agent) =>
        task.InMergeLane ? [Switch("merge-lane", task, agent with { MergeFree = true })] : Places(task, agent).Where(k => k.What == FreePlace);

    public static Knob Asking(OpenTask task, AgentState agent) => Switch("asking", task, agent);

    private static IEnumerable<Knob> RolesLost(OpenTask task, AgentState agent) =>
        (agent.Roles ?? []).Distinct(StringComparer.Ordinal).Where(role => (task.Owned ?? []).Any(o => o.Roles.Contains(role)))
            .Select(role => new Knob(Role + role, 1, 1, _ => (task, agent with { Roles = [.. agent.Roles!.Value.Where(r => r != role)] }, 0)));

    /// <summary>The nearest one that the class is not for, a lower one first.</summary>
    private static IEnumerable<Knob> TiersLost(ChoiceRules rules, OpenTask task, AgentState agent) =>
        !Suitability.TierFits(task, agent, rules) ? [] : Enum.GetValues<AgentTier>().Where(t => !Suitability.TierFits(task, agent with { Tier = t }, rules))
            .OrderBy(t => t > agent.Tier).ThenBy(t => Math.Abs(t - agent.Tier)).Take(1).Select(t => To(t, task, agent));

    /// <summary>In ten-thousandths.</summary>
    private static Knob Lower(OpenTask task, AgentState agent, string skill)
    {
        var level = agent.Level(skill);
        return new Knob(SkillLevel + skill, level, Whole(level * Fine), part => At(task, agent, skill, Math.Max(0, Math.Round(Math.Floor((level * (1 - part) * Fine) + 1e-6) / Fine, 4))));
    }

    /// <param name="reserves">whether the chooser knew of places that are held back</param>
    private static IEnumerable<Knob> PlacesLost(OpenTask task, AgentState agent, bool reserves)
    {
        yield return new Knob(FreePlace, agent.WithoutTask, agent.WithoutTask, part => Filled(task, agent, agent.WithoutTask - Whole(part * agent.WithoutTask)));
        yield return new Knob(Limit, agent.Free, agent.Free, part => (task, agent.AtMost(agent.Free - Whole(part * agent.Free)), agent.Free - Whole(part * agent.Free)));
        if (reserves && agent.Free - (agent.Reserved ?? 0) is > 0 and var ordinary)
        {
            var held = agent.Reserved ?? 0;
            yield return new Knob(Reserved, held, ordinary, part => (task, agent with { Reserved = held + Whole(part * ordinary) }, held + Whole(part * ordinary)));
        }

        if (agent.Utilisation is { } busy and < 1)
        {
            yield return new Knob(Utilisation, busy, Whole((1 - busy) * Fine), part => Busy(task, agent, Math.Min(1, Math.Round(Math.Ceiling(((busy + (part * (1 - busy))) * Fine) - 1e-6) / Fine, 4))));
        }
    }

    /// <summary>It may be given no more than it has without a task.</summary>
    private static (OpenTask, AgentState, double) Filled(OpenTask task, AgentState agent, int left) => (
        task, agent with { Free = Math.Min(agent.Free, left), Idle = agent.Idle is null ? null : left }, left);

    /// <summary>This task alone, measured by what it would be shorter again: half for twice as long. Up to a hundred times.</summary>
    private static Knob Slower(OpenTask task, AgentState agent)
    {
        var seconds = Predict.For(task, agent).Seconds;
        var step = seconds > 0 ? Written(seconds) : 1;
        return new Knob(PredictedSeconds, seconds, seconds > 0 ? (int)Fine : 0, part => Quicken(
            Alone(task), agent, Math.Round(Math.Ceiling((seconds / Math.Max(1 / Longest, 1 - part) / step) - 1e-6) * step, 3)));
    }
}
