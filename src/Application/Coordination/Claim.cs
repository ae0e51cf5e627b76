using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;

namespace Weft.Application.Coordination;

/// <summary>An agent asks for work and waits for it. It is answered by the dispatcher, in the batch that makes work available to it.</summary>
public sealed record ClaimTasks(string Agent, int Max, double WaitSeconds) : ICommand
{
    public const int MaxTasks = 100;
    public const double MaxWaitSeconds = 60;

    public Permission Needs => Permission.Work;

    public string? OnBehalfOf => Agent;

    public bool IsSignOfLife => true;

    /// <summary>Only whether the agent may ask; asking is a sign of life.</summary>
    public ValueTask<Rejection?> DecideAsync(Deciding deciding) => deciding.OnAsync(Streams.Agent, Agent, a => Liveness.Ask(a, Agent));
}

/// <summary>A claim that waits for work.</summary>
internal sealed record Waiter(Letter Letter, ClaimTasks Claim, DateTimeOffset Until)
{
    public List<ClaimedTask> Granted { get; } = [];

    public int Wants => Claim.Max - Granted.Count;
}
