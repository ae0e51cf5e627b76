using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;
using static Weft.Domain.Tests.Balancing.Windows;

namespace Weft.Domain.Tests.Balancing;

/// <summary>Slowness is judged kind by kind of task.</summary>
[Trait("Capability", "L7")]
public sealed class PaceTests
{
    private static readonly string[] Agents = ["ada", "bob", "cyd"];

    /// <summary>Small things take as long as estimated, large ones four times as long; then more and more large ones come.</summary>
    [Fact]
    public void a_shift_towards_a_kind_that_takes_longer_is_no_slowness()
    {
        var windows = new Windows();
        for (var large = 0; large <= 50; large += 10)
        {
            windows.Next(2, Window(0, [.. Agents.Select(a => Did(a, ("small", 60 - large, 60 - large), ("large", 4 * large, large)))]));
        }

        windows.Of<TriggerRaised>().ShouldBeEmpty();
        windows.State.Paces.Select(p => (p.Key, p.Value.Pace)).ShouldBe([("large", 4), ("small", 1)]);
    }

    /// <summary>All kinds together are slower by less than a fifth.</summary>
    [Fact]
    public void a_kind_that_became_slow_is_found_among_others()
    {
        var windows = new Windows().Next(5, Window(0, [.. Agents.Select(a => Did(a, ("small", 50, 50), ("large", 40, 10)))]));
        windows.Next(2, Window(0, Did("ada", ("small", 66, 50), ("large", 40, 10)), Did("bob", ("small", 50, 50), ("large", 40, 10)), Did("cyd", ("small", 50, 50), ("large", 40, 10))));
        var raised = windows.Of<TriggerRaised>().ShouldHaveSingleItem();
        (raised.Kind, raised.Subject, raised.Figure, raised.Baseline).ShouldBe((TriggerKind.Pace, "ada", 0.32, 1));
        raised.Kinds.ShouldNotBeNull().ShouldBe([new KindReading("small", 0.32, 1)]);
        windows.Next(Window(0, [.. Agents.Select(a => Did(a, ("small", 50, 50), ("large", 40, 10)))])).OfType<TriggerCleared>().ShouldHaveSingleItem().Trigger.ShouldBe(raised.Trigger);
    }

    /// <summary>Each kind is above once; over all that it did the agent is not.</summary>
    [Fact]
    public void one_kind_slow_in_one_window_and_another_in_the_next_is_not_twice_in_a_row()
    {
        var usual = Window(0, [.. Agents.Select(a => Did(a, ("small", 50, 50), ("large", 40, 10)))]);
        Measurement Slow(double small, double large) => usual with { Agents = usual.Agents.SetItem(0, Did("ada", ("small", small, 50), ("large", large, 10))) };
        var windows = new Windows().Next(5, usual).Next(1, Slow(65, 40)).Next(1, Slow(50, 52)).Next(1, Slow(65, 40));
        windows.Of<TriggerRaised>().ShouldBeEmpty();
        windows.Next(Slow(65, 52));
        var raised = windows.Of<TriggerRaised>().ShouldHaveSingleItem();
        (raised.Subject, raised.Windows).ShouldBe(("ada", 2));
        raised.Kinds.ShouldNotBeNull().ShouldBe([new KindReading("small", 0.3, 1)], "large is above for the first time again");
    }

    [Fact]
    public void all_that_an_agent_did_counts_by_itself()
    {
        var usual = Window(0, [.. Agents.Select(a => Did(a, ("small", 50, 50), ("large", 40, 10)))]);
        Measurement Slow(double small, double large) => usual with { Agents = usual.Agents.SetItem(0, Did("ada", ("small", small, 50), ("large", large, 10))) };
        var windows = new Windows().Next(5, usual).Next(1, Slow(80, 40)).Next(1, Slow(50, 80));
        windows.Of<TriggerRaised>().ShouldHaveSingleItem().Windows.ShouldBe(2, "slower by a third in the first, and by more in the second");
    }

    /// <summary>Nothing is seen of what was not done.</summary>
    [Fact]
    public void windows_in_which_a_kind_is_not_done_neither_count_nor_break_the_row()
    {
        var usual = Window(0, [.. Agents.Select(a => Did(a, ("small", 50, 50), ("large", 40, 10)))]);
        Measurement With(AgentWindow ada) => usual with { Agents = usual.Agents.SetItem(0, ada) };
        var slow = With(Did("ada", ("small", 65, 50), ("large", 40, 10)));
        var windows = new Windows().Next(5, usual).Next(1, slow).Next(3, With(Did("ada", ("large", 40, 10)))).Next(1, slow);
        windows.Of<TriggerRaised>().ShouldHaveSingleItem().Kinds.ShouldNotBeNull().Single().Family.ShouldBe("small");
        new Windows().Next(5, usual).Next(1, slow).Next(1, usual).Next(1, slow).Of<TriggerRaised>().ShouldBeEmpty("done as quickly as ever in between");
        new Windows().Next(5, usual).Next(1, slow).Next(1, Window(0, usual.Agents[1])).Next(1, slow).Of<TriggerRaised>().ShouldBeEmpty("it was away in between");
    }

    /// <summary>Whichever kinds are slow when: raised in the first window in which one kind, or all together, has been slow twice in a row.</summary>
    [Fact]
    public void a_trigger_comes_with_the_second_window_of_the_same_kind_and_not_before() =>
        Gen.Bool.Array[3].Array[1, 12].Sample(slow =>
        {
            var usual = Window(0, [.. Agents.Select(a => Did(a, ("k0", 10, 10), ("k1", 10, 10), ("k2", 10, 10)))]);
            var windows = new Windows().Next(5, usual);
            var (rows, due) = (new int[4], false);
            foreach (var kinds in slow)
            {
                var worked = kinds.Select(k => k ? 13.0 : 10).ToArray();
                windows.Next(Window(0, Did("ada", [.. worked.Select((w, k) => ($"k{k}", w, 10.0))]), usual.Agents[1], usual.Agents[2]));
                for (var k = 0; k < 4; k++)
                {
                    rows[k] = (k < 3 ? kinds[k] : worked.Sum() > 36) ? rows[k] + 1 : 0;
                }

                due |= rows.Any(r => r >= 2);
                windows.Of<TriggerRaised>().Any().ShouldBe(due);
            }
        });

    [Fact]
    public void what_was_counted_before_kinds_were_told_apart_counts_for_all_that_the_agent_did()
    {
        var old = new WindowMeasured(1, 1, 1, Times.Start, Times.Start, [], 0, [], 1, 0, [new Reading(TriggerKind.Pace, "ada", 0.5, 0.2, true)]);
        var state = BalanceState.Evolve(null, old, new Stamp(1, Times.Start, Dot.None));
        state.Watched["Pace/ada"].ShouldBe(new Watched(TriggerKind.Pace, "ada", 1, null) { Latest = 1 });
        state = BalanceState.Evolve(state, old with { Window = 2 }, new Stamp(2, Times.Start, Dot.None));
        state.Watched["Pace/ada"].Above.ShouldBe(2, "as it was folded then");
        var slow = Did("ada", ("small", 13, 10));
        Paces.Of(slow, new() { ["small"] = 1 }, _ => 0.2, 0.2, new Watched(TriggerKind.Pace, "ada", 1, null))!.Runs.ShouldNotBeNull().ShouldBe([new KindRun("", 2), new KindRun("small", 1)]);
    }

    [Fact]
    public void what_makes_up_less_than_a_tenth_of_a_window_is_not_judged_alone()
    {
        var windows = new Windows().Next(5, Window(0, [.. Agents.Select(a => Did(a, ("small", 5, 5), ("large", 95, 95)))]));
        windows.Next(3, Window(0, Did("ada", ("small", 15, 5), ("large", 95, 95)), Did("bob", ("small", 5, 5), ("large", 95, 95)), Did("cyd", ("small", 5, 5), ("large", 95, 95))));
        windows.Of<TriggerRaised>().ShouldBeEmpty();
    }

    /// <summary>Whatever kinds there are, however unlike, and however the mix moves: agents that are as quick as ever raise nothing.</summary>
    [Fact]
    public void no_mix_of_kinds_makes_anybody_slow() =>
        Gen.Select(Gen.Double[0.2, 5].Array[1, 6], Gen.Int[1, 5], Gen.Int[1, 25], Gen.Int).Sample((paces, agents, count, seed) =>
        {
            var (random, windows) = (new Random(seed), new Windows());
            for (var w = 0; w < count; w++)
            {
                windows.Next(Window(0, [.. Enumerable.Range(0, agents).Select(a => Any(random, $"a{a}", paces, 0.05, 0.3))]));
            }

            windows.Of<TriggerRaised>().Where(t => t.Kind == TriggerKind.Pace).ShouldBeEmpty();
        });

    /// <summary>Whichever kind, whatever the mix around it: slower by a quarter in what makes up a tenth of its time, it is told in the second
    /// window, of this agent and kind and no other.</summary>
    [Fact]
    public void whichever_kind_becomes_slow_is_told_in_the_second_window() =>
        Gen.Select(Gen.Double[0.2, 5].Array[1, 6], Gen.Double[1.25, 5], Gen.Double[0.11, 1], Gen.Int).Sample((paces, slower, share, seed) =>
        {
            var (random, windows) = (new Random(seed), new Windows());
            for (var w = 0; w < 5; w++)
            {
                windows.Next(Window(0, [.. Agents.Select(a => Did(a, [.. paces.Select((p, k) => ($"k{k}", p * 10, 10.0))]))]));
            }

            var slow = random.Next(paces.Length);
            for (var w = 0; w < 2; w++)
            {
                var rest = paces.Select((p, k) => (Kind: $"k{k}", Worked: k == slow ? 0.0 : 1 + random.Next(50), Pace: p)).ToList();
                var due = rest.Count == 1 ? 10 : share / (1 - Math.Min(share, 0.99)) * rest.Sum(r => r.Worked);
                var ada = rest.Select((r, k) => k == slow ? (r.Kind, due * slower, due / r.Pace) : (r.Kind, r.Worked, r.Worked / r.Pace));
                windows.Next(Window(0, Did("ada", [.. ada]), Any(random, "bob", paces), Any(random, "cyd", paces)));
            }

            var raised = windows.Of<TriggerRaised>().Where(t => t.Kind == TriggerKind.Pace).ShouldHaveSingleItem();
            (raised.Subject, raised.Windows).ShouldBe(("ada", 2));
            var kind = raised.Kinds.ShouldNotBeNull().ShouldHaveSingleItem();
            kind.Family.ShouldBe($"k{slow}");
            kind.Figure.ShouldBe(slower - 1, 0.001);
            kind.Baseline.ShouldBe(paces[slow], 0.001);
        });

    [Fact]
    public void only_so_many_kinds_are_remembered_those_seen_last()
    {
        var windows = new Windows();
        for (var w = 0; w < 100; w++)
        {
            windows.Next(Window(0, Did("ada", ($"kind-{w}", 10, 10), ("usual", 10, 10))));
        }

        windows.State.Paces.Count.ShouldBe(32);
        windows.State.Paces.ContainsKey("usual").ShouldBeTrue();
        windows.State.Paces.ContainsKey("kind-99").ShouldBeTrue();
        windows.State.Paces.ContainsKey("kind-10").ShouldBeFalse();
    }

    /// <summary>Events from before kinds were told apart fold as they did, and teach nothing of kinds.</summary>
    [Fact]
    public void older_windows_still_count_for_the_workspace()
    {
        var old = new WindowMeasured(1, 1, 1, Times.Start, Times.Start, [Agent("ada", worked: 20)], 0, [], 2, 0, []);
        var state = BalanceState.Evolve(null, old, new Stamp(1, Times.Start, Dot.None));
        (state.Pace, state.PaceWindows, state.Paces.Count).ShouldBe((2, 1, 0));
        state.PaceOf("small").ShouldBe(2);
    }

    /// <summary>What the gauge counts, from events: finished work, what was saved, and what runs for too long, which teaches nothing yet.</summary>
    [Fact]
    public void work_is_counted_by_its_kind()
    {
        var task = Some.Task("a") with { EstimateSeconds = 10, TimeoutSeconds = 0 };
        var run = Run.Of(Some.Workflow(task, task with { Name = "b", Complexity = Complexity.Complex }, task with { Name = "c" }));
        var (gauge, board) = (new Gauge(), new Board());
        gauge.Begin(run.Now);
        var agent = Simulation.Scenarios.Agent("alice", 3);
        board.Put(Domain.Agents.Agent.Evolve(null, new Domain.Agents.AgentRegistered("alice", agent.Profile), new Stamp(1, run.Now, Dot.None)));
        var holders = new[] { "a", "b", "c" }.ToDictionary(t => t, t => run.Claim(t));
        run.Pass(20);
        gauge.Note(run.State, new TaskSubmitted("a", holders["a"].Token, "", "", [], null), run.Now);
        run.Do(s => Finish.Submit(s, "a", holders["a"], Some.Empty, run.Now));
        gauge.Note(run.State, new TaskCheckpointed("b", holders["b"].Token, "half", null, 50), run.Now);
        run.Do(s => Work.SaveCheckpoint(s, "b", holders["b"], "half", null, 50));
        run.Do(s => Work.Start(s, "c", holders["c"])).Pass(40);
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        var window = gauge.Take(board, ChoiceRules.Default, BalanceState.None, run.Now).Agents.ShouldHaveSingleItem();
        window.Kinds.ShouldNotBeNull().ShouldBe(
        [
            new KindWindow("simple:", 60, 20) { Overdue = true, LargestSeconds = 10, SquaredSeconds = 200 },
            new KindWindow("complex:", 20, 5) { LargestSeconds = 5, SquaredSeconds = 25 },
        ]);
        (window.WorkedSeconds, window.EstimatedSeconds).ShouldBe((80, 25));
    }

    /// <summary>In any amounts.</summary>
    /// <param name="without">how likely each kind is left out</param>
    private static AgentWindow Any(Random random, string agent, double[] paces, double scatter = 0, double without = 0)
    {
        var done = paces.Select((p, k) => (Kind: $"k{k}", Pace: p, Estimated: random.NextDouble() < without ? 0 : 1 + (random.NextDouble() * 100))).Where(k => k.Estimated > 0);
        return Did(agent, [.. done.Select(k => (k.Kind, k.Estimated * k.Pace * (1 + (scatter * ((2 * random.NextDouble()) - 1))), k.Estimated))]);
    }

    private static AgentWindow Did(string agent, params (string Kind, double Worked, double Estimated)[] kinds)
    {
        var did = kinds.Where(k => k.Estimated > 0).Select(k => new KindWindow(k.Kind, k.Worked, k.Estimated)).ToImmutableArray();
        return Agent(agent, worked: did.Sum(k => k.WorkedSeconds), estimated: did.Sum(k => k.EstimatedSeconds)) with { Kinds = did };
    }
}
