using Shouldly;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Domain.Tests.Agents;

[Trait("Capability", "V8")]
public sealed class BreakerTests
{
    private static readonly BreakerPolicy Policy = new() { Failures = 3, OpenSeconds = 10, Growth = 3, MaxOpenSeconds = 60, Probes = 2 };
    private static readonly AgentRegistered Joined = new("bob", new AgentProfile("bob", [], null, AgentTier.Senior, 4, false, null, Deadlines.Default));
    private static readonly DateTimeOffset Now = Times.Start.AddSeconds(100);
    private static readonly Fault Fault = new("w/a/1", AttemptResult.Failed, "broken");
    private static readonly BreakerOpened Opened = new(1, 3, [Fault, Fault, Fault], Now.AddSeconds(10), "attempts in a row ended badly", null);

    [Fact]
    public void so_many_failures_in_a_row_open_it_with_the_figures()
    {
        Given.Agent(Joined).When(a => Breaker.Note(a, End(AttemptResult.Failed), Policy, Now)).Then(new BreakerCounted(Fault, 1));
        Given.Agent(Joined, new BreakerCounted(Fault, 1), new BreakerCounted(Fault, 2)).When(a => Breaker.Note(a, End(AttemptResult.Failed), Policy, Now))
            .Then(new BreakerCounted(Fault, 3), Opened);
        Given.Agent(Joined, new BreakerCounted(Fault, 1)).When(a => Breaker.Note(a, End(AttemptResult.TimedOut), Policy, Now))
            .Then(new BreakerCounted(Fault with { Kind = AttemptResult.TimedOut }, 2));
    }

    [Fact]
    public void an_attempt_that_goes_well_ends_the_row_and_costs_nothing_where_none_is_counted()
    {
        Given.Agent(Joined).When(a => Breaker.Note(a, End(AttemptResult.Done), Policy, Now)).Nothing();
        Given.Agent(Joined, new BreakerCounted(Fault, 1)).When(a => Breaker.Note(a, End(AttemptResult.Done), Policy, Now)).Then(new BreakerReset());
        Given.Agent(Joined, new BreakerCounted(Fault, 1), new BreakerReset()).State!.Breaker.ShouldBeNull();
    }

    [Fact]
    public void all_that_is_lost_by_one_silence_counts_once_and_the_next_silence_again()
    {
        var lost = Given.Agent(Joined, new BreakerCounted(Fault with { Kind = AttemptResult.LeaseLost }, 1));
        var at = lost.State!.Breaker!.LostAt!.Value;
        lost.When(a => Breaker.Note(a, End(AttemptResult.LeaseLost, at.AddSeconds(-1)), Policy, Now)).Nothing();
        lost.When(a => Breaker.Note(a, End(AttemptResult.LeaseLost, at), Policy, Now)).ThenOne<BreakerCounted>().Failures.ShouldBe(2);
    }

    [Fact]
    public void while_it_is_open_nothing_is_counted()
    {
        var open = Given.Agent(Joined, Opened);
        open.When(a => Breaker.Note(a, End(AttemptResult.Failed), Policy, Now)).Nothing();
        open.When(a => Breaker.Note(a, End(AttemptResult.Done), Policy, Now)).Nothing();
        open.State!.Breaker!.Admits([]).ShouldBe(0);
        open.And(new AgentLeft("done")).When(a => Breaker.Note(a, End(AttemptResult.Failed), Policy, Now)).Nothing();
        open.And(new AgentLeft("done"), Joined).State!.Breaker!.Status.ShouldBe(BreakerStatus.Open, "leaving and coming back heals nothing");
    }

    [Fact]
    public void it_half_opens_at_its_time_and_not_before_and_once()
    {
        var open = Given.Agent(Joined, Opened);
        open.When(a => Breaker.HalfOpen(a, Policy, Now.AddSeconds(9.9))).Nothing();
        open.When(a => Breaker.HalfOpen(a, Policy, Now.AddSeconds(10))).Then(new BreakerHalfOpened(2));
        open.And(new BreakerHalfOpened(2)).When(a => Breaker.HalfOpen(a, Policy, Now.AddSeconds(11))).Nothing();
        Given.Agent(Joined).When(a => Breaker.HalfOpen(a, Policy, Now)).Nothing();
        Given.Agent().When(a => Breaker.HalfOpen(a, Policy, Now)).Nothing();
    }

    [Fact]
    public void a_probe_closes_it_or_opens_it_for_longer_up_to_a_bound()
    {
        var half = Given.Agent(Joined, Opened, new BreakerHalfOpened(2));
        var since = half.State!.Breaker!.Since;
        half.When(a => Breaker.Note(a, End(AttemptResult.Done, since), Policy, Now)).ThenOne<BreakerClosed>().By.ShouldBeNull();
        var again = half.When(a => Breaker.Note(a, End(AttemptResult.LeaseLost, since), Policy, Now)).ThenOne<BreakerOpened>();
        (again.Trip, again.Failures, again.Until).ShouldBe((2, 4, Now.AddSeconds(30)));
        again.Faults.Length.ShouldBe(4);
        half.And(again, new BreakerHalfOpened(2)).When(a => Breaker.Note(a, End(AttemptResult.Failed, Now), Policy, Now)).ThenOne<BreakerOpened>().Until.ShouldBe(Now.AddSeconds(60), "90 s are more than the policy allows");
        Policy.SecondsOpen(int.MaxValue).ShouldBe(60);
    }

    [Fact]
    public void what_began_before_it_half_opened_is_no_probe()
    {
        var half = Given.Agent(Joined, Opened, new BreakerHalfOpened(2));
        var before = half.State!.Breaker!.Since.AddSeconds(-1);
        half.When(a => Breaker.Note(a, End(AttemptResult.Done, before), Policy, Now)).Nothing();
        half.When(a => Breaker.Note(a, End(AttemptResult.Failed, before), Policy, Now)).Nothing();
        half.State.Breaker.Admits([before, before, before]).ShouldBe(2);
        half.State.Breaker.Admits([before, before.AddSeconds(1), before.AddSeconds(2), before.AddSeconds(3)]).ShouldBe(0);
    }

    [Fact]
    public void by_hand_it_is_opened_for_a_time_or_for_good_and_closed_with_the_reason_and_who()
    {
        var joined = Given.Agent(Joined);
        joined.When(a => Breaker.Open(a, "bob", null, "new disk", "user:ann", Now)).Then(new BreakerOpened(0, 0, [], null, "new disk", "user:ann"));
        var open = joined.And(new BreakerOpened(0, 0, [], null, "new disk", "user:ann"));
        open.When(a => Breaker.Open(a, "bob", null, "again", "user:ann", Now)).Nothing();
        open.When(a => Breaker.Open(a, "bob", 60, "a minute", "user:ann", Now)).ThenOne<BreakerOpened>().Until.ShouldBe(Now.AddSeconds(60));
        open.When(a => Breaker.HalfOpen(a, Policy, Now.AddYears(1))).Nothing();
        open.When(a => Breaker.Close(a, "bob", "done", "user:ann")).Then(new BreakerClosed("done", "user:ann"));
        joined.When(a => Breaker.Close(a, "bob", "done", "user:ann")).Nothing();
        open.And(new BreakerClosed("done", "user:ann")).State!.Breaker.ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(2_592_001)]
    public void a_time_by_hand_is_bounded(double seconds) =>
        Given.Agent(Joined).When(a => Breaker.Open(a, "bob", seconds, "why", "user:ann", Now)).Rejects("agent.bad-seconds");

    [Fact]
    public void an_agent_that_is_not_here_has_none()
    {
        Given.Agent().When(a => Breaker.Open(a, "bob", null, "why", "user:ann", Now)).Rejects("agent.unknown");
        Given.Agent(Joined, new AgentLeft("x")).When(a => Breaker.Open(a, "bob", null, "why", "user:ann", Now)).Rejects("agent.left");
        Given.Agent(Joined, new AgentLeft("x")).When(a => Breaker.Close(a, "bob", "why", "user:ann")).Rejects("agent.left");
    }

    [Fact]
    public void switched_off_it_counts_nothing_and_what_is_open_closes_at_its_time()
    {
        var off = Policy with { Enabled = false };
        Given.Agent(Joined).When(a => Breaker.Note(a, End(AttemptResult.Failed), off, Now)).Nothing();
        Given.Agent(Joined, Opened).When(a => Breaker.HalfOpen(a, off, Now.AddSeconds(10))).ThenTypes(typeof(BreakerClosed));
        Given.Agent(Joined, Opened, new BreakerHalfOpened(1)).When(a => Breaker.Note(a, End(AttemptResult.Failed, Now), off, Now)).ThenTypes(typeof(BreakerClosed));
    }

    [Fact]
    public void a_reason_is_kept_short_and_never_cut_within_a_character()
    {
        var counted = Given.Agent(Joined).When(a => Breaker.Note(a, End(AttemptResult.Failed) with { Reason = new string('x', 199) + "\U0001F600" }, Policy, Now)).ThenOne<BreakerCounted>();
        counted.Fault.Reason.ShouldBe(new string('x', 199));
    }

    private static AttemptEnd End(AttemptResult result, DateTimeOffset? granted = null) => new("bob", "w/a/1", result, "broken", granted ?? Times.Start);
}
