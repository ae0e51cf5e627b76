using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Balancing;
using Xunit;
using static Weft.Domain.Tests.Balancing.Windows;

namespace Weft.Domain.Tests.Balancing;

/// <summary>What the dispatcher is told of an agent whose trigger of pace stands, and what is learnt as normal beside it.</summary>
[Trait("Capability", "L7")]
[Trait("Capability", "L9")]
public sealed class SlownessTests
{
    private static readonly string[] Others = ["bob", "cyd", "dan"];

    [Fact]
    public void it_is_slow_by_what_was_seen_in_the_kinds_that_were_slow()
    {
        var windows = Usual();
        Effects(windows).IsSlow("ada").ShouldBeFalse();
        windows.Next(2, Window(0, [Did("ada", ("code", 3, 10), ("docs", 1, 10)), .. Others.Select(o => Did(o, ("code", 1, 10), ("docs", 1, 10)))]));
        (Effects(windows).IsSlow("ada"), Effects(windows).SlownessOf("ada", "code"), Effects(windows).SlownessOf("ada", "docs")).ShouldBe((true, 2, 0));
        Effects(windows).SlownessOf("bob", "code").ShouldBe(0);
        new Effects(windows.State, windows.Policy with { Migrate = false }).IsSlow("ada").ShouldBeFalse("that is how balancing moves work");
    }

    /// <summary>Small and large ones take half as long again, each by itself too seldom to be told.</summary>
    [Fact]
    public void where_only_all_together_was_slow_it_is_slow_in_all()
    {
        var windows = Usual();
        var few = Others.Select(o => Did(o, ("code", 1, 10), ("docs", 1, 10))).ToArray();
        windows.Next(Window(0, [Did("ada", ("code", 1.9, 1)), .. few])).Concat(windows.Next(Window(0, [Did("ada", ("docs", 1.9, 1)), .. few]))).OfType<TriggerRaised>().ShouldHaveSingleItem();
        Effects(windows).SlownessOf("ada", "anything").ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public void after_twenty_windows_without_news_it_is_tried_again()
    {
        var windows = Slow();
        windows.Next(19, Window(0, [Agent("ada", finished: 0, worked: 0, estimated: 0) with { Kinds = [] }, .. Others.Select(o => Did(o, ("code", 1, 10)))]));
        Effects(windows).IsSlow("ada").ShouldBeTrue();
        windows.Next(1, Window(0, [Agent("ada", finished: 0, worked: 0, estimated: 0) with { Kinds = [] }, .. Others.Select(o => Did(o, ("code", 1, 10)))]));
        Effects(windows).IsSlow("ada").ShouldBeFalse();
        windows.State.IsRaised(TriggerKind.Pace, "ada").ShouldBeTrue("nothing says that it is quick");
        windows.Next(1, Window(0, [Did("ada", ("code", 3, 10)), .. Others.Select(o => Did(o, ("code", 1, 10)))]));
        Effects(windows).IsSlow("ada").ShouldBeTrue("it was slow again");
    }

    /// <summary>Others do nothing of the kind meanwhile.</summary>
    [Fact]
    public void who_is_slow_and_alone_does_not_become_the_norm()
    {
        var windows = Usual();
        for (var w = 0; w < 60; w++)
        {
            windows.Next(Window(0, [Did("ada", ("code", 3, 10)), .. Others.Select(o => Agent(o, finished: 0, worked: 0, estimated: 0) with { Kinds = [] })]));
        }

        windows.State.PaceOf("code").ShouldBe(1);
        windows.State.IsRaised(TriggerKind.Pace, "ada").ShouldBeTrue();
    }

    [Fact]
    public void where_more_than_half_became_slow_that_is_the_norm_after_a_while()
    {
        var windows = Usual(20);
        var all = Window(0, [.. Others.Append("ada").Select(o => Did(o, ("code", 3, 10)))]);
        windows.Next(9, all).State.PaceOf("code").ShouldBe(1);
        windows.Next(9, all).State.PaceOf("code").ShouldBe(3);
        windows.Of<TriggerCleared>().Count(c => c.Kind == TriggerKind.Pace).ShouldBe(4);
    }

    /// <summary>A window with three agents counts three times as much as one with a single agent.</summary>
    [Fact]
    public void windows_count_as_much_as_they_had_agents()
    {
        var windows = new Windows().Next(1, Window(0, [.. Others.Select(o => Did(o, ("code", 1, 10)))]));
        windows.Next(2, Window(0, Did("ada", ("code", 1.15, 10)))).State.PaceOf("code").ShouldBe(1);
        windows.Next(2, Window(0, Did("ada", ("code", 1.15, 10)))).State.PaceOf("code").ShouldBe(1.15);
    }

    private static Windows Usual(int windows = 5) => new Windows().Next(windows, Window(0, [.. Others.Append("ada").Select(o => Did(o, ("code", 1, 10), ("docs", 1, 10)))]));

    private static Windows Slow() => Usual().Next(2, Window(0, [Did("ada", ("code", 3, 10)), .. Others.Select(o => Did(o, ("code", 1, 10)))]));

    private static Effects Effects(Windows windows) => new(windows.State, windows.Policy);

    private static AgentWindow Did(string agent, params (string Kind, double Pace, int Tasks)[] kinds)
    {
        ImmutableArray<KindWindow> did = [.. kinds.Select(k => Enumerable.Range(0, k.Tasks).Aggregate(new KindWindow(k.Kind, 0, 0), (all, _) => all.With(k.Pace * 10, 10, (0, 0), overdue: false)))];
        return Agent(agent, worked: did.Sum(k => k.WorkedSeconds), estimated: did.Sum(k => k.EstimatedSeconds)) with { Kinds = did };
    }
}
