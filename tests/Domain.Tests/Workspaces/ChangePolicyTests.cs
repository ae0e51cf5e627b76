using Shouldly;
using Weft.Domain.Distribution;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Workspaces;

public sealed class ChangePolicyTests
{
    private static readonly WorkspaceCreated Created = new("w");

    [Fact]
    public void every_change_is_a_new_version_and_no_change_is_none()
    {
        var policy = new Policy(60, 5, 0.5);
        Given.Workspace(Created).When(w => ChangePolicy.Decide(w!, policy)).Then(new PolicyChanged(2, policy));
        var changed = Given.Workspace(Created, new PolicyChanged(2, policy));
        changed.When(w => ChangePolicy.Decide(w!, policy)).Nothing();
        changed.When(w => ChangePolicy.Decide(w!, Policy.Default)).Then(new PolicyChanged(3, Policy.Default));
        Given.Workspace(Created).When(w => ChangePolicy.Decide(w!, Policy.Default)).Nothing();
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
        Given.Workspace(Created).When(w => ChangePolicy.Decide(w!, new Policy(lease, offer, load))).Rejects("policy.bad-value");

    [Fact]
    [Trait("Capability", "K5")]
    public void weights_and_rules_are_checked_and_unchanged_ones_change_nothing()
    {
        var w = Given.Workspace(Created);
        w.When(s => ChangePolicy.Decide(s!, Policy.Default with { Weights = ChoiceWeights.Default with { Fit = -1 } })).Rejects("distribution.bad-weights");
        w.When(s => ChangePolicy.Decide(s!, Policy.Default with { Weights = ChoiceWeights.Default with { Cost = double.NaN } })).Rejects("distribution.bad-weights");
        w.When(s => ChangePolicy.Decide(s!, Policy.Default with { Weights = new ChoiceWeights(0, 0, 0, 0, 0, 0, 0) })).Rejects("distribution.bad-weights");
        w.When(s => ChangePolicy.Decide(s!, Policy.Default with { Rules = ChoiceRules.Default with { UrgentPriority = -1 } })).Rejects("distribution.bad-urgent-priority");
        w.When(s => ChangePolicy.Decide(s!, Policy.Default with { Rules = ChoiceRules.Default with { Classes = ClassTiers.Default with { Complex = new(null, null, null) } } })).Rejects("distribution.bad-class");
        w.When(s => ChangePolicy.Decide(s!, Policy.Default with { Rules = ChoiceRules.Default with { Classes = ClassTiers.Default with { Simple = new(2, 0, 0) } } })).Rejects("distribution.bad-tier-level");
        var policy = Policy.Default with { Weights = ChoiceWeights.Default with { Fit = 2 }, Rules = ChoiceRules.Default with { Tiers = TierMode.Require } };
        w.When(s => ChangePolicy.Decide(s!, policy)).Then(new PolicyChanged(2, policy));
        Given.Workspace(Created, new PolicyChanged(2, policy)).When(s => ChangePolicy.Decide(s!, policy with { Weights = policy.Weights with { } })).Nothing();
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
