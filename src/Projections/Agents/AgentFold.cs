using Weft.Domain.Agents;
using Weft.Domain.Causality;

namespace Weft.Projections.Agents;

/// <summary>What an event of the agent's own stream does to its row.</summary>
internal static class AgentFold
{
    public static AgentRow Apply(AgentRow? row, IAgentEvent happened, Moment at)
    {
        var agent = row ?? new AgentRow { Id = at.Stream };
        var state = Agent.Evolve(agent.State, happened, new Stamp(at.Version, at.At, Dot.None));
        return agent with
        {
            State = state,
            Openings = happened is IBreakerEvent ? BreakerOpenings.After(agent.Openings, state.Breaker, at.At) : agent.Openings,
            JoinedAt = agent.JoinedAt ?? at.At,
            ChangedAt = at.At,
            Position = at.Position,
        };
    }
}
