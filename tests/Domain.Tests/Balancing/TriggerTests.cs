using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Xunit;
using static Weft.Domain.Tests.Balancing.Windows;

namespace Weft.Domain.Tests.Balancing;

public sealed class TriggerTests
{
    private static Measurement Normal { get; } = Window(0, Agent("ada"), Agent("bob"), Agent("cyd"));

    [Theory]
    [Trait("Capability", "L5")]
    [InlineData(0.9, 0.6, false)]
    [InlineData(0.9, 0.5999, true)]
    [InlineData(0.3, 0, false)]
    [InlineData(1, 0, true)]
    public void utilisation_that_differs_by_more_than_thirty_percent_is_told(double most, double least, bool raised) =>
        Raised(Window(0, Agent("ada", most), Agent("bob", least)), TriggerKind.Utilisation, "").ShouldBe(raised);

    [Theory]
    [Trait("Capability", "L6")]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void more_than_five_pending_tasks_are_told(int pending, bool raised) =>
        Raised(Window(pending, Agent("ada"), Agent("bob")), TriggerKind.Pending, "").ShouldBe(raised);

    [Theory]
    [Trait("Capability", "L7")]
    [InlineData(12, false)]
    [InlineData(12.01, true)]
    [InlineData(30, true)]
    public void an_agent_more_than_twenty_percent_slower_than_the_learnt_baseline_is_told(double worked, bool raised)
    {
        var windows = new Windows().Next(5, Normal);
        windows.Of<TriggerRaised>().ShouldBeEmpty();
        windows.State.Pace.ShouldBe(1);
        windows.Next(2, Window(0, Agent("ada"), Agent("bob"), Agent("cyd", worked: worked)));
        windows.Of<TriggerRaised>().Any(t => t is { Kind: TriggerKind.Pace, Subject: "cyd", Threshold: 0.2, Baseline: 1 }).ShouldBe(raised);
        windows.Of<TriggerRaised>().Count(t => t.Kind == TriggerKind.Pace).ShouldBe(raised ? 1 : 0);
    }

    /// <summary>Estimates that are all too high by the same factor make nobody slow: the baseline is learnt.</summary>
    [Fact]
    [Trait("Capability", "L7")]
    public void the_baseline_is_learnt_and_not_the_estimate()
    {
        var windows = new Windows().Next(5, Window(0, Agent("ada", worked: 40), Agent("bob", worked: 40), Agent("cyd", worked: 40)));
        (windows.State.Pace, windows.Of<TriggerRaised>().Any()).ShouldBe((4, false));
        windows.Next(2, Window(0, Agent("ada", worked: 40), Agent("bob", worked: 40), Agent("cyd", worked: 50)));
        windows.Of<TriggerRaised>().ShouldHaveSingleItem().Figure.ShouldBe(0.25);
    }

    [Theory]
    [Trait("Capability", "L8")]
    [InlineData(900, 100, false)]
    [InlineData(899, 101, true)]
    public void more_than_ten_percent_more_rework_is_told(int finished, int rework, bool raised)
    {
        var windows = new Windows().Next(5, Normal);
        windows.Next(2, Window(0, Agent("ada"), Agent("bob", finished: finished, rework: rework), Agent("cyd")));
        windows.Of<TriggerRaised>().Any(t => t is { Kind: TriggerKind.Rework, Subject: "bob", Baseline: 0 }).ShouldBe(raised);
    }

    [Fact]
    [Trait("Capability", "L6")]
    public void a_trigger_is_raised_once_in_the_second_window_and_cleared_below_its_lower_mark_once()
    {
        var windows = new Windows();
        windows.Next(Window(9, Agent("ada"), Agent("bob"))).OfType<TriggerRaised>().ShouldBeEmpty();
        var raised = windows.Next(Window(8, Agent("ada"), Agent("bob"))).OfType<TriggerRaised>().ShouldHaveSingleItem();
        (raised.Figure, raised.Threshold, raised.Windows, raised.Trigger).ShouldBe((8, 5, 2, "pending/2"));
        windows.Next(3, Window(20, Agent("ada"), Agent("bob"))).Next(2, Window(4, Agent("ada"), Agent("bob")));
        windows.Of<TriggerCleared>().ShouldBeEmpty("4 is below the threshold and above the mark of 3.5");
        windows.Next(Window(3, Agent("ada"), Agent("bob"))).OfType<TriggerCleared>().ShouldHaveSingleItem().ShouldBe(
            new TriggerCleared("pending/2", TriggerKind.Pending, "", 3, 3.5, "it came down"));
        windows.Of<TriggerRaised>().ShouldHaveSingleItem();
    }

    [Fact]
    public void one_window_above_is_not_enough_and_is_forgotten()
    {
        var windows = new Windows();
        for (var i = 0; i < 10; i++)
        {
            windows.Next(Window(i % 2 == 0 ? 50 : 0, Agent("ada"), Agent("bob")));
        }

        windows.Of<TriggerRaised>().ShouldBeEmpty();
    }

    [Fact]
    public void when_everything_is_done_what_stands_is_cleared_and_then_nothing_is_measured()
    {
        var windows = new Windows().Next(3, Window(9, Agent("ada", worked: 50), Agent("bob"), Agent("cyd")));
        windows.Of<TriggerRaised>().Select(t => t.Kind).ShouldBe([TriggerKind.Pending, TriggerKind.Pace], ignoreOrder: true);
        var idle = Window(0, Agent("ada", 0, 0, 0, 0, 0) with { Held = 0 }, Agent("bob", 0, 0, 0, 0, 0) with { Held = 0 });
        windows.Board.Put(Known("ada"));
        windows.Next(2, idle);
        windows.Of<TriggerCleared>().OrderBy(t => t.Kind).ShouldBe(
        [
            new TriggerCleared("pending/2", TriggerKind.Pending, "", 0, 3.5, "nothing is to be done"),
            new TriggerCleared("pace/ada/2", TriggerKind.Pace, "ada", null, null, "nothing is to be done"),
        ]);
        windows.State.IsAtRest.ShouldBeTrue();
        windows.Next(idle).ShouldBeEmpty();
    }

    /// <summary>Of who is gone there is no figure, and it did not come down.</summary>
    [Theory]
    [Trait("Capability", "L7")]
    [InlineData(null, false, "the agent left")]
    [InlineData(AgentStatus.Lost, false, "the agent is lost")]
    [InlineData(AgentStatus.Draining, false, "the agent drains")]
    [InlineData(AgentStatus.Active, true, "the agent's breaker is open")]
    public void an_agent_that_went_is_slow_no_more(AgentStatus? status, bool open, string reason)
    {
        var windows = new Windows().Next(2, Normal).Next(2, Window(0, Agent("ada"), Agent("bob"), Agent("cyd", worked: 50)));
        if (status is { } known)
        {
            windows.Board.Put(Known("cyd") with { Status = known, Breaker = open ? new BreakerState(BreakerStatus.Open, Times.Start) : null });
        }

        var told = windows.Next(Window(0, Agent("ada"), Agent("bob")));
        told.OfType<TriggerCleared>().ShouldHaveSingleItem().ShouldBe(new TriggerCleared("pace/cyd/4", TriggerKind.Pace, "cyd", null, null, reason));
        told.OfType<WindowMeasured>().Single().Readings.Single(r => r.Subject == "cyd").Figure.ShouldBeNull();
    }

    [Fact]
    public void switched_off_it_clears_what_stands_and_says_nothing_more()
    {
        var windows = new Windows().Next(2, Window(9, Agent("ada"), Agent("bob")));
        var off = Rebalance.Decide(windows.State, Window(9, Agent("ada")), windows.Board, new BalancingPolicy { Enabled = false }, ChoiceRules.Default, windows.Now);
        off.Events.ShouldHaveSingleItem().ShouldBe(new TriggerCleared("pending/2", TriggerKind.Pending, "", null, null, "balancing is switched off"));
    }

    /// <summary>Whatever the figures: between being raised and being cleared lie at least the windows of the policy, between two times of being
    /// raised the figure was at the lower mark, and the two take turns.</summary>
    [Fact]
    [Trait("Capability", "L5")]
    public void triggers_do_not_flap_whatever_the_figures() =>
        Gen.Select(Gen.Int[0, 12].Array[1, 60], Gen.Int[1, 4]).Sample((pending, needed) =>
        {
            var windows = new Windows { Policy = new BalancingPolicy { RaiseAfterWindows = needed } };
            var (raised, inARow, changes) = (false, 0, 0);
            foreach (var figure in pending)
            {
                inARow = figure > 5 ? inARow + 1 : 0;
                var events = windows.Next(Window(figure, Agent("ada"), Agent("bob"))).Where(e => e is TriggerRaised { Kind: TriggerKind.Pending } or TriggerCleared { Kind: TriggerKind.Pending }).ToList();
                events.Count.ShouldBeLessThanOrEqualTo(1);
                if (events.Count == 1)
                {
                    (events[0] is TriggerRaised).ShouldBe(!raised);
                    (raised ? figure <= 3.5 : inARow >= needed).ShouldBeTrue();
                    raised = !raised;
                    changes++;
                }
                else
                {
                    (raised ? figure > 3.5 : inARow < needed).ShouldBeTrue("nothing that should be told is left out");
                }
            }

            changes.ShouldBeLessThanOrEqualTo(2 + (2 * pending.Length / (needed + 1)));
        });

    [Theory]
    [InlineData("windowSeconds")]
    [InlineData("pendingTasks")]
    [InlineData("slowdown")]
    [InlineData("minAgents")]
    [InlineData("reservedShare")]
    [InlineData("surgeShare")]
    public void values_are_bounded(string field)
    {
        var usual = BalancingPolicy.Default;
        var wrong = field switch
        {
            "windowSeconds" => usual with { WindowSeconds = double.NaN },
            "pendingTasks" => usual with { PendingTasks = 0 },
            "slowdown" => usual with { Slowdown = -0.2 },
            "minAgents" => usual with { MinAgents = 3, MaxAgents = 2 },
            "surgeShare" => usual with { ReservedShare = 0.5, SurgeShare = 0.41 },
            _ => usual with { ReservedShare = 1 },
        };
        BalancingPolicy.Check(wrong).ShouldNotBeNull().Facts["field"].ShouldBe("balancing." + field);
        BalancingPolicy.Check(usual).ShouldBeNull();
    }

    private static Agent Known(string name) => new(name, new AgentProfile(name, [], null, AgentTier.Senior, 1, false, null, Deadlines.Default), AgentStatus.Active, Performance.None, 1);

    private static bool Raised(Measurement window, TriggerKind kind, string subject) =>
        new Windows().Next(2, window).Of<TriggerRaised>().Any(t => t.Kind == kind && t.Subject == subject);
}
