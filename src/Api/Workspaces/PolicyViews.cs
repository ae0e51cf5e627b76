using Weft.Api.Balancing;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Api.Workspaces;

/// <summary>Policies as the API says them, and the other way round. What is in force is shown, given or not.</summary>
internal static class PolicyViews
{
    public static PolicyBody View(this Policy p)
    {
        var (w, r) = (p.WeightsInForce(), p.RulesInForce());
        return new PolicyBody(p.LeaseSeconds, p.OfferSeconds, p.LoadWeight, p.ConflictSeconds,
            new WeightsView(w.Fit, w.Finish, w.Load, w.Priority, w.Fairness, w.Affinity, w.Cost),
            new RulesBody(r.UrgentPriority, r.Tiers.Said(), new ClassesBody(View(r.Classes.Simple), View(r.Classes.Moderate), View(r.Classes.Complex))),
            p.BalancingInForce().View(), p.SlaInForce() is var s ? new SlaBody(s.SimpleSeconds, s.ModerateSeconds, s.ComplexSeconds, s.WarnAt) : null,
            View(p.BreakerInForce()));
    }

    public static PolicyChange Change(this PolicyBody b) => new()
    {
        LeaseSeconds = b.LeaseSeconds,
        OfferSeconds = b.OfferSeconds,
        LoadWeight = b.LoadWeight,
        ConflictSeconds = b.ConflictSeconds,
        Sla = b.Sla is { } s ? new SlaPolicy(s.SimpleSeconds, s.ModerateSeconds, s.ComplexSeconds, s.WarnAt) : null,
        Balancing = b.Balancing?.Policy(),
        Breaker = b.Breaker is { } breaker ? Policy(breaker) : null,
        Weights = b.Weights is { } w ? new ChoiceWeights(w.Fit, w.Finish, w.Load, w.Priority, w.Fairness, w.Affinity, w.Cost) : null,
        Rules = b.Rules is { } r ? new ChoiceRules(r.UrgentPriority, Words.Of<TierMode>(r.Tiers), r.Classes is { } c
            ? new ClassTiers(Levels(c.Simple), Levels(c.Moderate), Levels(c.Complex)) : ClassTiers.Default) : null,
    };

    private static BreakerBody View(BreakerPolicy p) => new(p.Enabled, p.Failures, p.OpenSeconds, p.Growth, p.MaxOpenSeconds, p.Probes);

    private static BreakerPolicy Policy(BreakerBody b) => new()
    {
        Enabled = b.Enabled,
        Failures = b.Failures,
        OpenSeconds = b.OpenSeconds,
        Growth = b.Growth,
        MaxOpenSeconds = b.MaxOpenSeconds,
        Probes = b.Probes,
    };

    private static TierLevelsBody View(TierLevels l) => new(l.Junior, l.Senior, l.Architect);

    private static TierLevels Levels(TierLevelsBody l) => new(l.Junior, l.Senior, l.Architect);
}
