using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Workspaces;

public sealed class ChangePolicyTests
{
    private static readonly WorkspaceCreated Created = new("w");

    [Fact]
    public void every_change_is_a_new_version_and_no_change_is_none()
    {
        var (policy, change) = (new Policy(60, 5, 0.5), new PolicyChange { LeaseSeconds = 60, OfferSeconds = 5, LoadWeight = 0.5 });
        Given.Workspace(Created).When(w => ChangePolicy.Decide(w!, change)).Then(new PolicyChanged(2, policy));
        var changed = Given.Workspace(Created, new PolicyChanged(2, policy));
        changed.When(w => ChangePolicy.Decide(w!, change)).Nothing();
        changed.When(w => ChangePolicy.Decide(w!, new PolicyChange())).Nothing();
        changed.When(w => ChangePolicy.Decide(w!, new PolicyChange { OfferSeconds = 10 })).Then(new PolicyChanged(3, policy with { OfferSeconds = 10 }));
    }

    /// <summary>Each setting by itself: it is changed, and all others stay.</summary>
    [Fact]
    public void what_is_not_said_stays_as_it_is_in_force()
    {
        var all = new Policy(60, 5, 0.5)
        {
            ConflictSeconds = 7,
            Weights = ChoiceWeights.Default with { Fit = 2 },
            Rules = ChoiceRules.Default with { UrgentPriority = 3 },
            Balancing = new BalancingPolicy { MaxAgents = 4 },
            Sla = new SlaPolicy(1, 2, 3, 0.5),
            Breaker = new BreakerPolicy { Failures = 9 },
        };
        var w = Given.Workspace(Created, new PolicyChanged(2, all));
        (PolicyChange Change, Policy After)[] changes =
        [
            (new() { LeaseSeconds = 8 }, all with { LeaseSeconds = 8 }),
            (new() { OfferSeconds = 8 }, all with { OfferSeconds = 8 }),
            (new() { LoadWeight = 1 }, all with { LoadWeight = 1, Weights = null }),
            (new() { LoadWeight = 1, Weights = all.Weights }, all with { LoadWeight = 1 }),
            (new() { ConflictSeconds = 8 }, all with { ConflictSeconds = 8 }),
            (new() { Weights = ChoiceWeights.Default }, all with { Weights = ChoiceWeights.Default }),
            (new() { Rules = ChoiceRules.Default }, all with { Rules = ChoiceRules.Default }),
            (new() { Balancing = BalancingPolicy.Default }, all with { Balancing = BalancingPolicy.Default }),
            (new() { Sla = SlaPolicy.Default }, all with { Sla = SlaPolicy.Default }),
            (new() { Breaker = BreakerPolicy.Default }, all with { Breaker = BreakerPolicy.Default }),
        ];
        changes.Length.ShouldBe(typeof(PolicyChange).GetProperties().Length + 1, "each setting, and weights beside the one that they go before");
        foreach (var (change, after) in changes)
        {
            w.When(s => ChangePolicy.Decide(s!, change)).Then(new PolicyChanged(3, after));
        }
    }

    [Theory]
    [InlineData(0.5, 10, 0.4)]
    [InlineData(86_401, 10, 0.4)]
    [InlineData(double.NaN, 10, 0.4)]
    [InlineData(30, 0, 0.4)]
    [InlineData(30, 3_601, 0.4)]
    [InlineData(30, 10, -0.1)]
    [InlineData(30, 10, double.PositiveInfinity)]
    public void values_are_bounded(double lease, double offer, double load) =>
        Given.Workspace(Created).When(w => ChangePolicy.Decide(w!, new PolicyChange { LeaseSeconds = lease, OfferSeconds = offer, LoadWeight = load })).Rejects("policy.bad-value");

    [Fact]
    [Trait("Capability", "K5")]
    public void weights_and_rules_are_checked_and_unchanged_ones_change_nothing()
    {
        var w = Given.Workspace(Created);
        w.When(s => ChangePolicy.Decide(s!, new PolicyChange { Weights = ChoiceWeights.Default with { Fit = -1 } })).Rejects("distribution.bad-weights");
        w.When(s => ChangePolicy.Decide(s!, new PolicyChange { Weights = ChoiceWeights.Default with { Cost = double.NaN } })).Rejects("distribution.bad-weights");
        w.When(s => ChangePolicy.Decide(s!, new PolicyChange { Weights = new ChoiceWeights(0, 0, 0, 0, 0, 0, 0) })).Rejects("distribution.bad-weights");
        w.When(s => ChangePolicy.Decide(s!, new PolicyChange { Rules = ChoiceRules.Default with { UrgentPriority = -1 } })).Rejects("distribution.bad-urgent-priority");
        w.When(s => ChangePolicy.Decide(s!, new PolicyChange { Rules = ChoiceRules.Default with { Classes = ClassTiers.Default with { Complex = new(null, null, null) } } })).Rejects("distribution.bad-class");
        w.When(s => ChangePolicy.Decide(s!, new PolicyChange { Rules = ChoiceRules.Default with { Classes = ClassTiers.Default with { Simple = new(2, 0, 0) } } })).Rejects("distribution.bad-tier-level");
        var change = new PolicyChange { Weights = ChoiceWeights.Default with { Fit = 2 }, Rules = ChoiceRules.Default with { Tiers = TierMode.Require } };
        var policy = change.On(Policy.Default);
        w.When(s => ChangePolicy.Decide(s!, change)).Then(new PolicyChanged(2, policy));
        Given.Workspace(Created, new PolicyChanged(2, policy)).When(s => ChangePolicy.Decide(s!, change with { Weights = change.Weights with { } })).Nothing();
    }

    [Fact]
    public void owners_and_actors_are_remembered()
    {
        var w = Given.Workspace(Created, new WorkspaceOwned(3, "node-b"), new ActorAdmitted(1, "user:ann"), new ActorAdmitted(2, "agent:bob"), Created).State!;
        w.Epoch.ShouldBe(3);
        w.Owner.ShouldBe("node-b");
        w.Actors["agent:bob"].ShouldBe(2);
        w.Version.ShouldBe(5);
    }
}
