using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Domain.Workspaces;

/// <summary>Which settings of coordination are to be otherwise; what is null stays as it is in force. A section is changed as a whole. There are two ways to say
/// how agents are chosen, and the one said last counts: <see cref="LoadWeight"/> alone ends <see cref="Weights"/>.</summary>
public sealed record PolicyChange
{
    public double? LeaseSeconds { get; init; }

    public double? OfferSeconds { get; init; }

    public double? LoadWeight { get; init; }

    public double? ConflictSeconds { get; init; }

    public ChoiceWeights? Weights { get; init; }

    public ChoiceRules? Rules { get; init; }

    public BalancingPolicy? Balancing { get; init; }

    public SlaPolicy? Sla { get; init; }

    public BreakerPolicy? Breaker { get; init; }

    public Policy On(Policy known) => new(LeaseSeconds ?? known.LeaseSeconds, OfferSeconds ?? known.OfferSeconds, LoadWeight ?? known.LoadWeight)
    {
        ConflictSeconds = ConflictSeconds ?? known.ConflictSeconds,
        Weights = Weights ?? (LoadWeight is null ? known.Weights : null),
        Rules = Rules ?? known.Rules,
        Balancing = Balancing ?? known.Balancing,
        Sla = Sla ?? known.Sla,
        Breaker = Breaker ?? known.Breaker,
    };
}
