using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Workspaces;

public interface IWorkspaceEvent;

public sealed record WorkspaceCreated(string Name) : IWorkspaceEvent;

/// <summary>A node took ownership: every later batch asserts this epoch, so a displaced owner cannot write.</summary>
public sealed record WorkspaceOwned(long Epoch, string Node) : IWorkspaceEvent;

/// <summary>An actor was seen for the first time and got its small number for dots.</summary>
public sealed record ActorAdmitted(int Number, string Actor) : IWorkspaceEvent;

/// <summary>Settings of coordination in this workspace; each change is a new policy version that later events carry.</summary>
public sealed record PolicyChanged(int Version, Policy Policy) : IWorkspaceEvent;

/// <param name="LeaseSeconds">how long an agent may hold a task without renewing</param>
/// <param name="OfferSeconds">how long an offer (push) waits for its agent</param>
/// <param name="LoadWeight">0-1: how much free capacity counts in choosing an agent, the other criteria in fixed parts of the rest; the weights, where given, go before it</param>
public sealed record Policy(double LeaseSeconds, double OfferSeconds, double LoadWeight)
{
    /// <summary>How long a conflict waits for an answer at each level before it is escalated.</summary>
    public double ConflictSeconds { get; init; } = 3_600;

    /// <summary>How much each criterion counts in choosing an agent; null: by <see cref="LoadWeight"/>.</summary>
    public ChoiceWeights? Weights { get; init; }

    /// <summary>Who may have what; null: the usual.</summary>
    public ChoiceRules? Rules { get; init; }

    public ChoiceWeights WeightsInForce() => Weights ?? ChoiceWeights.Of(LoadWeight);

    public ChoiceRules RulesInForce() => Rules ?? ChoiceRules.Default;

    /// <summary>When load counts as out of balance and what is done about it; null: the usual.</summary>
    public BalancingPolicy? Balancing { get; init; }

    public BalancingPolicy BalancingInForce() => Balancing ?? BalancingPolicy.Default;

    /// <summary>How long tasks of each class may take; null: the usual.</summary>
    public SlaPolicy? Sla { get; init; }

    public SlaPolicy SlaInForce() => Sla ?? SlaPolicy.Default;

    /// <summary>When the breakers of agents open; null: the usual.</summary>
    public BreakerPolicy? Breaker { get; init; }

    public BreakerPolicy BreakerInForce() => Breaker ?? BreakerPolicy.Default;

    public static Policy Default { get; } = new(30, 10, 0.4);
}
