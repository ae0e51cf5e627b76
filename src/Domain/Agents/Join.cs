namespace Weft.Domain.Agents;

/// <summary>Register, change, drain, leave. The second time changes nothing.</summary>
public static class Join
{
    public const int MaxCapacity = 256;

    public static Rejection? Invalid(AgentProfile p)
    {
        if (p.Capacity is < 1 or > MaxCapacity)
        {
            return Rejection.Because("agent.bad-capacity", $"Capacity must be 1-{MaxCapacity}, not {p.Capacity}.", ("field", "capacity"));
        }

        if (p.Skills.IsDefault)
        {
            return Rejection.Because("agent.bad-skill", "skills is missing.", ("field", "skills"));
        }

        foreach (var skill in p.Skills)
        {
            if (string.IsNullOrWhiteSpace(skill.Name) || skill.Level is not (>= 0 and <= 1))
            {
                return Rejection.Because("agent.bad-skill", $"Skill '{skill.Name}' needs a name and a level of 0-1.", ("field", "skills"));
            }
        }

        if (p.Skills.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() != p.Skills.Length)
        {
            return Rejection.Because("agent.duplicate-skill", "A skill is named twice.", ("field", "skills"));
        }

        if ((p.Roles ?? []) is var roles && (roles.Any(string.IsNullOrWhiteSpace) || roles.Distinct(StringComparer.Ordinal).Count() != roles.Length))
        {
            return Rejection.Because("agent.bad-role", "A role needs a name, and is named once.", ("field", "roles"));
        }

        return p.Deadlines is { SuspectAfterSeconds: > 0 and <= 86_400 } d && d.LostAfterSeconds > d.SuspectAfterSeconds && d.LostAfterSeconds <= 86_400
            ? null
            : Rejection.Because("agent.bad-deadlines", "Deadlines must satisfy 0 < suspectAfterSeconds < lostAfterSeconds ≤ 86400.", ("field", "deadlines"));
    }

    /// <summary>Registering again after leaving, being lost or a restart brings the agent back with what it declares now.</summary>
    public static Decision<IAgentEvent> Register(Agent? state, string id, AgentProfile profile)
    {
        if ((Invalid(profile) ?? Nameless(state, profile)) is { } invalid)
        {
            return invalid;
        }

        return state is { Status: AgentStatus.Active } && state.Declares(profile)
            ? Decision<IAgentEvent>.Nothing
            : Decision<IAgentEvent>.Accept(new AgentRegistered(id, profile));
    }

    public static Decision<IAgentEvent> ChangeCapacity(Agent? state, string id, int capacity)
    {
        if (Gone(state, id) is { } rejection || (rejection = Invalid(state!.Profile with { Capacity = capacity })!) is not null)
        {
            return rejection;
        }

        return state!.Profile.Capacity == capacity ? Decision<IAgentEvent>.Nothing : Decision<IAgentEvent>.Accept(new AgentCapacityChanged(capacity));
    }

    /// <summary>No new work; what it holds, it finishes.</summary>
    public static Decision<IAgentEvent> Drain(Agent? state, string id, string reason)
    {
        if (Gone(state, id) is { } rejection)
        {
            return rejection;
        }

        return state!.Status == AgentStatus.Draining ? Decision<IAgentEvent>.Nothing : Decision<IAgentEvent>.Accept(new AgentDraining(reason));
    }

    public static Decision<IAgentEvent> Leave(Agent? state, string id, string reason)
    {
        if (state is null)
        {
            return Unknown(id);
        }

        return state.Status == AgentStatus.Left ? Decision<IAgentEvent>.Nothing : Decision<IAgentEvent>.Accept(new AgentLeft(reason));
    }

    public static Rejection Unknown(string id) =>
        Rejection.Because("agent.unknown", $"There is no agent '{id}' in this workspace: register it first.", ("agent", id));

    /// <summary>No task can ask for a skill of such a name. Who declared it before there was a rule keeps it.</summary>
    private static Rejection? Nameless(Agent? state, AgentProfile p) =>
        p.Skills.FirstOrDefault(s => !PlainName.Fits(s.Name) && state?.Declared.Any(d => d.Name == s.Name) != true) is { } skill
            ? Rejection.Because("agent.bad-skill", $"No task could ask for the skill '{skill.Name}': it must have {PlainName.Rule}.", ("field", "skills"))
            : null;

    private static Rejection? Gone(Agent? state, string id) => state switch
    {
        null => Unknown(id),
        { Status: AgentStatus.Left } => Rejection.Because("agent.left", $"Agent '{id}' has left: register it again.", ("agent", id)),
        _ => null,
    };
}
