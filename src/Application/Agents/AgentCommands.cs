using System.Collections.Immutable;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;

namespace Weft.Application.Agents;

/// <summary>A change of one agent's stream; the answer is its state afterwards.</summary>
public abstract record AgentCommand(string Agent) : ICommand
{
    public virtual Permission Needs => Permission.Work;

    public string? OnBehalfOf => Agent;

    public async ValueTask<long?> VersionAsync(Deciding deciding) => (await deciding.LoadAsync(Streams.Agent, Agent))?.Version;

    public virtual async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var rejection = await deciding.OnAsync(Streams.Agent, Agent, Decide);
        if (rejection is null && await deciding.LoadAsync(Streams.Agent, Agent) is { } agent)
        {
            deciding.Answer = new AgentAnswer(agent.Id, agent.Status.ToString().ToLowerInvariant(), agent.Version);
        }

        return rejection;
    }

    protected abstract Decision<IAgentEvent> Decide(Agent? state);
}

/// <summary>What an agent says about itself; said again while it is there, it changes that. Its roles are not its own word.</summary>
public sealed record RegisterAgent(string Agent, AgentProfile Profile) : AgentCommand(Agent), ICommand
{
    public bool IsSignOfLife => true;

    public IEnumerable<string> Begins => [Streams.Agent.Key(Agent)];

    public override async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var wanted = Launched.Wanted(deciding.Memory.Balance, deciding.Memory.Policy.BalancingInForce());
        return Launched.Refuse(Agent, Profile, deciding.Memory.Board.Agents.Values, wanted)
            ?? RoleGrants.Refuse(deciding.Sender.Actor.Role, deciding.Sender.Actor.Roles, Agent, Profile.Roles ?? [])
            ?? await base.DecideAsync(deciding);
    }

    protected override Decision<IAgentEvent> Decide(Agent? state) => Join.Register(state, Agent, Profile);
}

public sealed record ChangeCapacity(string Agent, int Capacity) : AgentCommand(Agent)
{
    protected override Decision<IAgentEvent> Decide(Agent? state) => Join.ChangeCapacity(state, Agent, Capacity);
}

public sealed record DrainAgent(string Agent, string Reason) : AgentCommand(Agent)
{
    protected override Decision<IAgentEvent> Decide(Agent? state) => Join.Drain(state, Agent, Reason);
}

/// <summary>Gone for good: what it still holds goes to others at once.</summary>
public sealed record LeaveAgent(string Agent, string Reason) : AgentCommand(Agent)
{
    public override async ValueTask<Rejection?> DecideAsync(Deciding deciding) =>
        await base.DecideAsync(deciding) ?? await Holdings.ExpireAsync(deciding, Agent, "its agent left");

    protected override Decision<IAgentEvent> Decide(Agent? state) => Join.Leave(state, Agent, Reason);
}

/// <summary>It was heard of again.</summary>
public sealed record HearAgent(string Agent) : AgentCommand(Agent), ICommand
{
    public bool IsSignOfLife => true;

    protected override Decision<IAgentEvent> Decide(Agent? state) => Liveness.Hear(state);
}

/// <summary>An agent's silence has lasted as long as one of its deadlines.</summary>
internal sealed record JudgeAgent(string Agent, double SilentSeconds) : AgentCommand(Agent)
{
    public override async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var rejection = await base.DecideAsync(deciding);
        var agent = await deciding.LoadAsync(Streams.Agent, Agent);
        return agent?.Status == AgentStatus.Lost ? await Holdings.ExpireAsync(deciding, Agent, "its agent was lost") : rejection;
    }

    protected override Decision<IAgentEvent> Decide(Agent? state) => Liveness.Judge(state, SilentSeconds);
}

/// <summary>Sent after each of the first five results of an agent, then after every fifth: what was learnt of it.</summary>
internal sealed record MeasureAgent(Learnt Learnt) : AgentCommand(Learnt.Agent)
{
    protected override Decision<IAgentEvent> Decide(Agent? state) =>
        Measure.Decide(state, Learnt.Tally, Learnt.Skills, Learnt.Succeeded, Learnt.Failed, Learnt.Baselines);
}
