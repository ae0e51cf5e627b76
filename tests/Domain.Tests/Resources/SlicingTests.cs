using Shouldly;
using Weft.Domain.Resources;
using Xunit;

namespace Weft.Domain.Tests.Resources;

[Trait("Capability", "D2")]
public sealed class SlicingTests
{
    private static readonly Resource Orders = Resource.Parse("table:orders")!;
    private static readonly SliceRequested Asked = new("table:orders", "ada", 60);
    private static readonly SliceGranted Adas = new("table:orders", "ada", 60, Times.Start.AddSeconds(60));

    [Fact]
    public void a_free_resource_is_the_askers_at_once_and_the_next_waits_its_turn()
    {
        Given.Ledger().When(l => Slicing.Request(l, Orders, "ada", [], 60, Times.Start)).Then(Asked, Adas);
        var held = Given.Ledger(Asked, Adas);
        held.When(l => Slicing.Request(l, Orders, "ada", [], 60, Times.Start)).Nothing();
        held.When(l => Slicing.Request(l, Orders, "bob", [], 30, Times.Start)).Then(new SliceRequested("table:orders", "bob", 30));
        held.And(new SliceRequested("table:orders", "bob", 30)).When(l => Slicing.Release(l, Orders, "ada", 2, Times.Start.AddSeconds(10))).Then(
            new SliceEnded("table:orders", 2, "ada", SliceEnding.Released), new SliceGranted("table:orders", "bob", 30, Times.Start.AddSeconds(40)));
    }

    [Fact]
    public void a_slice_ends_when_its_time_is_over_and_never_earlier()
    {
        var held = Given.Ledger(Asked, Adas, new SliceRequested("table:orders", "bob", 30));
        held.When(l => Slicing.Expire(l, "table:orders", 2, Times.Start.AddSeconds(59))).Nothing();
        held.When(l => Slicing.Expire(l, "table:orders", 1, Times.Start.AddSeconds(60))).Nothing();
        held.When(l => Slicing.Expire(l, "table:orders", 2, Times.Start.AddSeconds(60))).Then(
            new SliceEnded("table:orders", 2, "ada", SliceEnding.Expired), new SliceGranted("table:orders", "bob", 30, Times.Start.AddSeconds(90)));
    }

    [Fact]
    public void it_is_renewed_while_nobody_waits_and_until_its_end_is_an_event()
    {
        var held = Given.Ledger(Asked, Adas);
        held.When(l => Slicing.Renew(l, Orders, "ada", 2, Times.Start.AddSeconds(61))).Then(new SliceRenewed("table:orders", 2, Times.Start.AddSeconds(121)));
        var refused = held.And(new SliceRequested("table:orders", "bob", 30)).When(l => Slicing.Renew(l, Orders, "ada", 2, Times.Start)).Rejects("slice.awaited");
        refused.Facts["next"].ShouldBe("bob");
    }

    [Fact]
    public void while_nobody_could_be_heard_it_does_not_run_out_whoever_waits()
    {
        var (held, later) = (Given.Ledger(Asked, Adas, new SliceRequested("table:orders", "bob", 30)), Times.Start.AddSeconds(500));
        held.When(l => Slicing.Extend(l, Times.Start)).Nothing();
        held.When(l => Slicing.Extend(l, later)).Then(new SliceExtended("table:orders", 2, Times.Start.AddSeconds(560)));
        var on = held.And(new SliceExtended("table:orders", 2, Times.Start.AddSeconds(560)));
        on.When(l => Slicing.Extend(l, later)).Nothing();
        on.When(l => Slicing.Expire(l, "table:orders", 2, later)).Nothing();
        Given.Ledger().When(l => Slicing.Extend(l, later)).Nothing();
    }

    [Fact]
    public void it_is_handed_over_to_one_who_waits()
    {
        var held = Given.Ledger(Asked, Adas, new SliceRequested("table:orders", "bob", 30), new SliceRequested("table:orders", "cleo", 20));
        held.When(l => Slicing.HandOver(l, Orders, "ada", 2, "cleo", Times.Start)).Then(
            new SliceEnded("table:orders", 2, "ada", SliceEnding.HandedOver), new SliceGranted("table:orders", "cleo", 20, Times.Start.AddSeconds(20)));
        held.When(l => Slicing.HandOver(l, Orders, "ada", 2, "dora", Times.Start)).Rejects("slice.not-waiting");
    }

    [Fact]
    public void it_is_not_handed_over_while_its_holder_keeps_what_overlaps()
    {
        var held = Given.Ledger(
            new SliceRequested("src/**", "ada", 60), new SliceGranted("src/**", "ada", 60, Times.Start.AddSeconds(60)),
            new SliceRequested("src/a", "ada", 60), new SliceGranted("src/a", "ada", 60, Times.Start.AddSeconds(60)), new SliceRequested("src/a", "bob", 30));
        held.When(l => Slicing.HandOver(l, Resource.Parse("src/a")!, "ada", 4, "bob", Times.Start)).Rejects("slice.held").Facts["holds"].ShouldBe("src/**");
    }

    [Fact]
    public void an_old_token_is_refused_naming_the_holder()
    {
        var later = Given.Ledger(Asked, Adas, new SliceEnded("table:orders", 2, "ada", SliceEnding.Expired), new SliceRequested("table:orders", "bob", 30),
            new SliceGranted("table:orders", "bob", 30, Times.Start.AddSeconds(90)));
        later.When(l => Slicing.Renew(l, Orders, "ada", 2, Times.Start)).Rejects("slice.stale-token").Facts["heldBy"].ShouldBe("bob");
        later.When(l => Slicing.Release(l, Orders, "bob", 2, Times.Start)).Rejects("slice.stale-token");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    [InlineData(86_401)]
    public void a_slice_has_a_length(double seconds) => Given.Ledger().When(l => Slicing.Request(l, Orders, "ada", [], seconds, Times.Start)).Rejects("slice.bad-length");

    [Fact]
    public void who_is_gone_holds_nothing_and_waits_for_nothing()
    {
        var held = Given.Ledger(Asked, Adas, new SliceRequested("table:orders", "bob", 30));
        held.When(l => Slicing.Forget(l, "ada", Times.Start)).ThenTypes(typeof(SliceEnded), typeof(SliceGranted));
        held.When(l => Slicing.Forget(l, "bob", Times.Start)).ThenTypes(typeof(SliceWithdrawn));
        held.When(l => Slicing.Forget(l, "cleo", Times.Start)).Nothing();
    }

    [Fact]
    public void what_overlaps_a_slice_waits_for_it_and_what_does_not_is_free()
    {
        var held = Given.Ledger(new SliceRequested("src/**", "ada", 60), new SliceGranted("src/**", "ada", 60, Times.Start.AddSeconds(60)));
        held.When(l => Slicing.Request(l, Resource.Parse("src/a.cs")!, "bob", [], 30, Times.Start)).ThenTypes(typeof(SliceRequested));
        held.When(l => Slicing.Request(l, Resource.Parse("web/a.js")!, "bob", [], 30, Times.Start)).ThenTypes(typeof(SliceRequested), typeof(SliceGranted));
        held.And(new SliceRequested("src/a.cs", "bob", 30)).When(l => Slicing.Expire(l, "src/**", 2, Times.Start.AddSeconds(60))).ThenTypes(typeof(SliceEnded), typeof(SliceGranted));
        Slicing.Refuse(held.State!, "bob", [Resource.Literal("src/a.cs")])!.Facts["heldBy"].ShouldBe("ada");
        Slicing.Refuse(held.State!, "ada", [Resource.Literal("src/a.cs")]).ShouldBeNull();
    }

    [Fact]
    public void a_slice_does_not_take_what_somebody_was_at_work_on_before()
    {
        var state = Given.Ledger(new SliceRequested("src/**", "ada", 60), new SliceGranted("src/**", "ada", 60, Times.Start.AddSeconds(60))).State!;
        var since = state.Slices["src/**"].Now!.Since;
        Rejection? Refused(double seconds, string mine) => Slicing.Refuse(state, "bob", [Resource.Literal("src/a.cs")], ([Resource.Path(mine)!], since.AddSeconds(seconds)));
        Refused(-1, "src/**").ShouldBeNull();
        Refused(-1, "web/**").ShouldNotBeNull("it is not what its task touches");
        Refused(0, "src/**").ShouldNotBeNull("the slice was there");
    }

    [Fact]
    public void what_another_has_claimed_is_no_slice_while_the_claim_lives()
    {
        var claimed = Given.Ledger(new ResourceClaimed("src/a.cs", "bob", "w", "t", 7));
        claimed.When(l => Slicing.Request(l, Resource.Path("src/**")!, "ada", [], 30, Times.Start, _ => true)).Rejects("resource.claimed");
        claimed.When(l => Slicing.Request(l, Resource.Path("src/**")!, "bob", [], 30, Times.Start, _ => true)).ThenTypes(typeof(SliceRequested), typeof(SliceGranted));
        claimed.When(l => Slicing.Request(l, Resource.Path("src/**")!, "ada", [], 30, Times.Start, _ => false)).ThenTypes(typeof(SliceRequested), typeof(SliceGranted));
    }
}
