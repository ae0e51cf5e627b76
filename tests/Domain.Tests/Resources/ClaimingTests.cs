using Shouldly;
using Weft.Domain.Resources;
using Xunit;
using static Weft.Domain.Tests.Resources.Maps;

namespace Weft.Domain.Tests.Resources;

[Trait("Capability", "D1")]
public sealed class ClaimingTests
{
    private static readonly DomainMapChanged Mapped = new(1, Of(Own("backend", Area("api", "src/api/**"))));
    private static readonly ResourceClaimed Adas = new("src/api/a.cs", "ada", "w", "t1", 5);

    [Fact]
    public void a_claim_inside_the_domain_is_kept_and_the_second_time_changes_nothing()
    {
        Given.Ledger(Mapped).When(l => Decide(l, "ada", "t1", 5, "src/api/a.cs")).Then(Adas);
        Given.Ledger(Mapped, Adas).When(l => Decide(l, "ada", "t1", 5, "src/api/a.cs")).Nothing();
    }

    [Fact]
    public void a_claim_outside_the_domain_is_refused_and_nothing_is_kept()
    {
        var decision = Decide(Given.Ledger(Mapped).State, "eve", "t2", 7, "src/api/b.cs");
        decision.Events.ShouldBeEmpty();
        decision.Rejection.ShouldNotBeNull().Code.ShouldBe(Partition.Outside);
        decision.Rejection.Detail.ShouldContain("role 'backend'");
    }

    [Fact]
    public void what_another_live_task_holds_is_refused_naming_it_and_what_a_dead_one_held_is_dropped()
    {
        var given = Given.Ledger(Mapped, Adas);
        var refused = Decide(given.State, "bob", "t2", 7, "src/api/*").Rejection.ShouldNotBeNull();
        (refused.Code, refused.Facts["heldBy"], refused.Facts["task"]).ShouldBe(("resource.claimed", "ada", "t1"));
        given.When(l => Claiming.Decide(l, "bob", ["backend"], "w", "t2", 7, Paths("src/api/*"), _ => false))
            .Then(new ResourceReleased("src/api/a.cs", "ada", "w", "t1", 5), new ResourceClaimed("src/api/*", "bob", "w", "t2", 7));
    }

    private static Decision<ILedgerEvent> Decide(Ledger? state, string agent, string task, long token, string path) =>
        Claiming.Decide(state, agent, agent == "eve" ? ["frontend"] : ["backend"], "w", task, token, Paths(path), _ => true);
}
