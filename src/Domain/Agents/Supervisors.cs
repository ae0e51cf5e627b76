namespace Weft.Domain.Agents;

/// <summary>Who reviews what a learner does. One who is not there, or has lost the skill, reviews nothing: another takes over; where there is
/// none the training ends, so that the learner does not wait for ever and is asked to learn it again once somebody has the skill.</summary>
public static class Supervisors
{
    /// <summary>Whether somebody may have to be followed as supervisor after it, or may come back to one who is not there any more.</summary>
    public static bool MayChangeBy(IAgentEvent happened) =>
        happened is AgentRegistered or AgentProfileChanged or AgentMeasured or AgentDraining or AgentLeft or AgentLost;

    /// <summary>The one who has it best and is there; null: nobody.</summary>
    /// <param name="level">that is needed at least; 0: any</param>
    public static Agent? Best(IEnumerable<Agent> agents, string skill, double level) => agents
        .Where(a => a.TakesWork && a.Level(skill) > 0 && a.Level(skill) >= level).OrderByDescending(a => a.Level(skill)).ThenBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>What becomes of a learner's trainings now that agents have changed.</summary>
    /// <param name="agents">all that have not left, and that may have</param>
    public static Decision<IAgentEvent> Follow(Agent? learner, IReadOnlyDictionary<string, Agent> agents) =>
        learner is null or { Status: AgentStatus.Left } ? Decision<IAgentEvent>.Nothing
            : Decision<IAgentEvent>.AcceptAll([.. learner.Trainings.Select(t => Next(learner, t, agents)).OfType<IAgentEvent>()]);

    private static IAgentEvent? Next(Agent learner, Training training, IReadOnlyDictionary<string, Agent> agents)
    {
        if (WhyNot(agents.GetValueOrDefault(training.Supervisor), training) is not { } why)
        {
            return null;
        }

        // At the least level a training may be for tasks that ask for less, or for none.
        var level = training.Level > Train.LeastLevel ? training.Level : 0;
        return Best(agents.Values.Where(a => a.Id != learner.Id), training.Skill, level) is { } next
            ? new SupervisorChanged(training.Skill, training.Supervisor, next.Id, why)
            : new TrainingEnded(training.Skill, $"{why}, and nobody else who could supervise has the skill") { Unsupervised = true };
    }

    private static string? WhyNot(Agent? supervisor, Training training) => supervisor switch
    {
        null or { Status: AgentStatus.Left } => $"{training.Supervisor} left",
        { Status: AgentStatus.Lost } => $"{training.Supervisor} was lost",
        { TakesWork: false } => $"{training.Supervisor} drains",
        _ => supervisor.Level(training.Skill) > 0 ? null : $"{training.Supervisor} does not have the skill any more",
    };

    internal static Agent Changed(Agent a, SupervisorChanged e) => a with
    {
        Trainings = [.. a.Trainings.Select(t => t.Skill != e.Skill ? t : t with { Supervisor = e.To })],
    };
}
