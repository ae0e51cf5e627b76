namespace Weft.Domain.Agents;

/// <summary>active → suspect → lost → recovered, judged by how long the agent has been silent.</summary>
public static class Liveness
{
    /// <summary>The owner's clock rang. Too early, it changes nothing.</summary>
    public static Decision<IAgentEvent> Judge(Agent? state, double silentSeconds)
    {
        if (state is null)
        {
            return Decision<IAgentEvent>.Nothing;
        }

        var deadlines = state.Profile.Deadlines;
        return state.Status switch
        {
            AgentStatus.Active or AgentStatus.Suspect or AgentStatus.Draining when silentSeconds >= deadlines.LostAfterSeconds =>
                Decision<IAgentEvent>.Accept(new AgentLost(silentSeconds)),
            AgentStatus.Active when silentSeconds >= deadlines.SuspectAfterSeconds => Decision<IAgentEvent>.Accept(new AgentSuspected(silentSeconds)),
            _ => Decision<IAgentEvent>.Nothing,
        };
    }

    /// <summary>It asks for something new, work or a turn at a resource: it is heard of, and one that finishes and goes gets nothing new.</summary>
    public static Decision<IAgentEvent> Ask(Agent? state, string id) => state switch
    {
        null => Join.Unknown(id),
        { Status: AgentStatus.Left } => NotTaking(id, AgentStatus.Left),
        { Drains: true } => NotTaking(id, AgentStatus.Draining),
        _ => Hear(state),
    };

    /// <summary>It was heard of again.</summary>
    public static Decision<IAgentEvent> Hear(Agent? state) => state?.Status is AgentStatus.Suspect or AgentStatus.Lost
        ? Decision<IAgentEvent>.Accept(new AgentRecovered(state.Status.ToString()))
        : Decision<IAgentEvent>.Nothing;

    private static Rejection NotTaking(string id, AgentStatus status) => Rejection.Because(
        "agent.not-taking-work", $"Agent '{id}' is {status} and gets nothing new, neither tasks nor slices. What it has it may finish; register it again to bring it back.",
        ("agent", id), ("agentStatus", status.ToString().ToLowerInvariant()));
}
