using Shouldly;
using Weft.Domain.Balancing;
using Weft.Domain.Simulation;
using Weft.Domain.Tests.Simulation;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workspaces;
using Xunit;
using static Weft.Domain.Tests.Balancing.Windows;

namespace Weft.Domain.Tests.Balancing;

/// <summary>A window holds few tasks: what chance alone would bring about raises no trigger, and what it would not is told soon.</summary>
public sealed class EvidenceTests
{
    private static readonly string[] Others = ["bob", "cyd", "dan"];

    /// <summary>All have pace 1, and durations scatter by 20 %: by chance two windows in a row are above often.</summary>
    [Fact]
    [Trait("Capability", "L7")]
    public void agents_that_are_all_alike_are_hardly_ever_called_slow()
    {
        var (raised, windows) = (0, 0);
        for (var seed = 1; seed <= 12; seed++)
        {
            var tasks = Enumerable.Range(0, 360).Select(i => Some.Task(FormattableString.Invariant($"t{i:000}")) with { EstimateSeconds = 30 + (i % 4 * 30), TimeoutSeconds = 0 });
            var history = Simulator.Run(new Scenario(
                [new SimulatedRun("r", Some.Workflow([.. tasks]))], [.. Enumerable.Range(0, 6).Select(i => Scenarios.Agent($"a{i}"))], Policy.Default, seed, 0.2));
            raised += history.Of<TriggerRaised>().Count(t => t.Event.Kind == TriggerKind.Pace);
            windows += history.Of<WindowMeasured>().Sum(w => w.Event.Agents.Length);
        }

        windows.ShouldBeGreaterThan(4_000);
        ((double)raised / windows).ShouldBeLessThan(0.003);
    }

    /// <summary>Whoever is three times slower is told in the second window, although all that was seen is a part of one task.</summary>
    [Fact]
    [Trait("Capability", "L7")]
    public void who_is_much_slower_is_told_in_the_second_window_by_one_task() => Raised(new Windows(), slower: 3, tasks: 1, windows: 2).ShouldBe([2]);

    [Theory]
    [Trait("Capability", "L7")]
    [InlineData(1.3, 40, 2)]
    [InlineData(1.3, 2, 4)]
    [InlineData(1.3, 1, 6)]
    [InlineData(1.19, 400, 0)]
    public void who_is_slower_by_little_is_told_when_enough_tasks_were_seen(double slower, int tasks, int told) =>
        Raised(Scattered(), slower, tasks, windows: 8).ShouldBe(told == 0 ? [] : [told]);

    [Fact]
    [Trait("Capability", "L7")]
    public void a_task_that_goes_on_through_windows_is_one_task()
    {
        var parts = Enumerable.Range(0, 4).Aggregate(
            new List<KindWindow>(), (all, i) => [.. all, new KindWindow("k", 0, 0).With(60, 20, (20 * i, 0), overdue: false)]);
        parts.Select(p => p.LargestSeconds).ShouldBe([20, 40, 60, 80]);
        parts.Select(p => new Evidence(p.WorkedSeconds, p.EstimatedSeconds, p.LargestSeconds!.Value)).Aggregate((a, b) => a.And(b)).Tasks.ShouldBe(1);
        var two = new KindWindow("k", 0, 0).With(10, 10, (0, 0), overdue: false).With(10, 10, (0, 10), overdue: false).With(20, 20, (0, 0), overdue: false);
        two.Tasks.ShouldBe(2);
    }

    [Theory]
    [Trait("Capability", "L8")]
    [InlineData(8, 1, false)]
    [InlineData(0, 1, true)]
    [InlineData(80, 20, true)]
    public void rework_is_told_when_it_is_more_than_chance(int finished, int rework, bool raised)
    {
        var windows = new Windows().Next(5, Window(0, Agent("ada"), Agent("bob"), Agent("cyd")));
        windows.Next(2, Window(0, Agent("ada"), Agent("bob", finished: finished, rework: rework), Agent("cyd")));
        windows.Of<TriggerRaised>().Any(t => t.Kind == TriggerKind.Rework).ShouldBe(raised);
    }

    /// <summary>One attempt in twenty fails, with everybody.</summary>
    [Fact]
    [Trait("Capability", "L8")]
    public void agents_that_fail_as_often_as_all_others_are_hardly_ever_told()
    {
        var (random, windows, raised) = (new Random(7), 0, 0);
        foreach (var finished in Enumerable.Repeat(new[] { 1, 3, 10 }, 20).SelectMany(f => f))
        {
            var run = new Windows();
            for (var w = 0; w < 60; w++, windows += 4)
            {
                run.Next(Window(0, [.. Others.Append("ada").Select(a => Failed(a, random, finished))]));
            }

            raised += run.Of<TriggerRaised>().Count(t => t.Kind == TriggerKind.Rework);
        }

        ((double)raised / windows).ShouldBeLessThan(0.004);
    }

    private static AgentWindow Failed(string agent, Random random, int attempts) =>
        Enumerable.Range(0, attempts).Count(_ => random.Next(20) == 0) is var failed ? Agent(agent, finished: attempts - failed, rework: failed) : throw new InvalidOperationException();

    /// <summary>In which windows after the usual ones ada was told to be slow.</summary>
    private static int[] Raised(Windows past, double slower, int tasks, int windows)
    {
        var told = new List<int>();
        for (var w = 1; w <= windows; w++)
        {
            if (past.Next(Window(0, [Did("ada", slower, tasks), .. Others.Select(a => Did(a, 1, 10))])).OfType<TriggerRaised>().Any(t => t is { Kind: TriggerKind.Pace, Subject: "ada" }))
            {
                told.Add(w);
            }
        }

        return [.. told];
    }

    /// <summary>Twelve windows in which tasks of everybody scattered by a fifth around their estimate.</summary>
    private static Windows Scattered()
    {
        double[] paces = [0.8, 1.2, 0.85, 1.15];
        var windows = new Windows();
        for (var w = 0; w < 12; w++)
        {
            windows.Next(Window(0, [.. Others.Append("ada").Select((a, i) => Did(a, paces[(w + i) % paces.Length], 1))]));
        }

        return windows;
    }

    private static AgentWindow Did(string agent, double pace, int tasks)
    {
        var kind = Enumerable.Range(0, tasks).Aggregate(new KindWindow("code", 0, 0), (k, _) => k.With(pace * 10, 10, (0, 0), overdue: false));
        return Agent(agent, worked: kind.WorkedSeconds, estimated: kind.EstimatedSeconds) with { Kinds = [kind] };
    }
}
