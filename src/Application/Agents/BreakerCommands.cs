using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;

namespace Weft.Application.Agents;

/// <summary>A change of an agent's breaker that its attempts did not bring; the answer is the agent's state afterwards.</summary>
public abstract record BreakerCommand(string Agent) : ICommand
{
    public Permission Needs => Permission.Orchestrate;

    public async ValueTask<long?> VersionAsync(Deciding deciding) => (await deciding.LoadAsync(Streams.Agent, Agent))?.Version;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var rejection = await deciding.OnAsync(Streams.Agent, Agent, a => Decide(a, deciding));
        if (rejection is null && await deciding.LoadAsync(Streams.Agent, Agent) is { } agent)
        {
            deciding.Answer = new AgentAnswer(agent.Id, agent.Status.ToString().ToLowerInvariant(), agent.Version);
        }

        return rejection;
    }

    protected abstract Decision<IAgentEvent> Decide(Agent? state, Deciding deciding);
}

/// <param name="Seconds">null: until it is closed</param>
public sealed record OpenBreaker(string Agent, double? Seconds, string Reason) : BreakerCommand(Agent)
{
    protected override Decision<IAgentEvent> Decide(Agent? state, Deciding deciding) =>
        Breaker.Open(state, Agent, Seconds, Reason, deciding.Sender.Actor.Name, deciding.Now);
}

public sealed record CloseBreaker(string Agent, string Reason) : BreakerCommand(Agent)
{
    protected override Decision<IAgentEvent> Decide(Agent? state, Deciding deciding) => Breaker.Close(state, Agent, Reason, deciding.Sender.Actor.Name);
}

/// <summary>The time of an open breaker is over.</summary>
internal sealed record HalfOpenBreaker(string Agent) : BreakerCommand(Agent)
{
    protected override Decision<IAgentEvent> Decide(Agent? state, Deciding deciding) =>
        Breaker.HalfOpen(state, deciding.Memory.Policy.BreakerInForce(), deciding.Now);
}
