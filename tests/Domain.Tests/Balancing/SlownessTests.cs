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
        windows.Next(19, Window(0, [Idle("ada"), .. Others.Select(o => Did(o, ("code", 1, 10)))]));
        Effects(windows).IsSlow("ada").ShouldBeTrue();
        windows.Next(1, Window(0, [Idle("ada"), .. Others.Select(o => Did(o, ("code", 1, 10)))]));
        Effects(windows).IsSlow("ada").ShouldBeFalse();
        windows.State.IsRaised(TriggerKind.Pace, "ada").ShouldBeTrue("nothing says that it is quick");
        windows.Next(1, Window(0, [Did("ada", ("code", 3, 10)), .. Others.Select(o => Did(o, ("code", 1, 10)))]));
        Effects(windows).IsSlow("ada").ShouldBeTrue("it was slow again");
    }

    /// <summary>Others do nothing of the kind meanwhile. After a hundred windows nobody remembers how they did it.</summary>
    [Fact]
    public void who_is_slow_and_alone_does_not_become_the_norm_as_long_as_others_are_remembered()
    {
        var windows = Usual();
        var alone = Window(0, [Did("ada", ("code", 3, 10)), .. Others.Select(Idle)]);
        windows.Next(99, alone).State.PaceOf("code").ShouldBe(1);
        windows.State.IsRaised(TriggerKind.Pace, "ada").ShouldBeTrue();
        windows.Next(5, alone).State.PaceOf("code").ShouldBeGreaterThan(2.5);
        windows.State.IsRaised(TriggerKind.Pace, "ada").ShouldBeFalse();
    }

    /// <summary>However many do something else, or nothing; 2.5 times as long as before, for good.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 0)]
    [InlineData(3, 5)]
    [InlineData(9, 2)]
    public void where_all_who_do_the_kind_became_slow_that_is_normal_after_a_while(int doing, int idle)
    {
        AgentWindow[] others = [.. Enumerable.Range(0, idle).Select(i => Idle($"idle{i}"))];
        Measurement All(double pace) => Window(0, [.. Enumerable.Range(0, doing).Select(i => Did($"a{i}", ("code", pace, 10))), .. others]);
        var windows = new Windows().Next(20, All(1));
        windows.Next(9, All(2.5)).State.Standing.Count(w => w.Kind == TriggerKind.Pace).ShouldBe(doing, "not at once");
        windows.Next(31, All(2.5)).State.Standing.ShouldNotContain(w => w.Kind == TriggerKind.Pace);
    }

    /// <summary>Small things at first, that take no time; then as long as estimated.</summary>
    [Fact]
    public void what_little_was_seen_first_is_soon_corrected()
    {
        var windows = new Windows().Next(1, Window(0, Did("ada", ("code", 0.05, 1)), Did("bob", ("code", 0.05, 1)), Idle("cyd"), Idle("dan")));
        windows.Next(20, Window(0, Did("ada", ("code", 0.9, 10)), Did("bob", ("code", 0.9, 10)), Idle("cyd"), Idle("dan")));
        windows.State.PaceOf("code").ShouldBeGreaterThan(0.8);
        windows.State.Standing.ShouldNotContain(w => w.Kind == TriggerKind.Pace);
    }

    private static AgentWindow Idle(string agent) => Agent(agent, finished: 0, worked: 0, estimated: 0) with { Kinds = [] };

    private static Windows Usual() => new Windows().Next(5, Window(0, [.. Others.Append("ada").Select(o => Did(o, ("code", 1, 10), ("docs", 1, 10)))]));

    private static Windows Slow() => Usual().Next(2, Window(0, [Did("ada", ("code", 3, 10)), .. Others.Select(o => Did(o, ("code", 1, 10)))]));

    private static Effects Effects(Windows windows) => new(windows.State, windows.Policy);

    private static AgentWindow Did(string agent, params (string Kind, double Pace, int Tasks)[] kinds)
    {
        ImmutableArray<KindWindow> did = [.. kinds.Select(k => Enumerable.Range(0, k.Tasks).Aggregate(new KindWindow(k.Kind, 0, 0), (all, _) => all.With(k.Pace * 10, 10, (0, 0), overdue: false)))];
        return Agent(agent, worked: did.Sum(k => k.WorkedSeconds), estimated: did.Sum(k => k.EstimatedSeconds)) with { Kinds = did };
    }
}
