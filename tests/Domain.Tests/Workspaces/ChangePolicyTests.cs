using Shouldly;
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
    public void owners_and_actors_are_remembered()
    {
        var w = Given.Workspace(Created, new WorkspaceOwned(3, "node-b"), new ActorAdmitted(1, "user:ann"), new ActorAdmitted(2, "agent:bob"), Created).State!;
        w.Epoch.ShouldBe(3);
        w.Owner.ShouldBe("node-b");
        w.Actors["agent:bob"].ShouldBe(2);
        w.Version.ShouldBe(5);
    }
}
