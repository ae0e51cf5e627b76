using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Balancing;

/// <summary>What a window comes to, from runs and what happened to them.</summary>
public sealed class GaugeTests
{
    private static readonly TaskDefinition[] Twenty = [.. Enumerable.Range(0, 20).Select(i => Some.Task($"t{i:00}"))];

    /// <summary>More agents would get nothing of it.</summary>
    [Fact]
    [Trait("Capability", "L2")]
    [Trait("Capability", "L6")]
    public void what_a_run_would_not_give_out_does_not_wait_for_an_agent()
    {
        var run = Run.Of(Some.Workflow(Twenty).With(Some.Settings with { ParallelAgents = 3 }));
        var all = Take(run, "ada");
        (all.Pending, all.Agents[0].Queue, all.Groups.Single().Tasks).ShouldBe((3, 3, 3));
        run.Claim("t07", "ada");
        run.Do(s => Assign.Offer(s, "t08", "ada", 30, Some.Reason));
        Take(run, "ada").Pending.ShouldBe(1, "one is held and one is offered");
        run.Claim("t09", "ada");
        var full = Take(run, "ada");
        (full.Pending, full.Agents[0].Queue, full.Groups.Length, full.IsIdle).ShouldBe((0, 0, 0, false));
    }

    [Fact]
    [Trait("Capability", "L2")]
    [Trait("Capability", "L6")]
    public void the_places_of_a_run_are_counted_once_for_all_that_its_tasks_ask_for()
    {
        var tasks = Twenty.Select((t, i) => t with { Skills = [new SkillRequirement(i % 2 == 0 ? "code" : "review", 0.5)] }).ToArray();
        var window = Take(Run.Of(Some.Workflow(tasks).With(Some.Settings with { ParallelAgents = 12 })), "ada");
        (window.Pending, window.Agents[0].Queue).ShouldBe((12, 0), "ada has neither skill");
        window.Groups.Select(g => (g.Tasks, g.Able)).ShouldBe([(10, 0), (2, 0)]);
    }

    [Fact]
    [Trait("Capability", "L6")]
    public void a_paused_run_is_idle_until_it_goes_on()
    {
        var run = Run.Of(Some.Workflow(Twenty)).Do(s => Control.Pause(s, "lunch"));
        Take(run, "ada").IsIdle.ShouldBeTrue();
        run.Do(s => Control.Resume(s, run.Now));
        Take(run, "ada").Pending.ShouldBe(20);
    }

    /// <summary>The gauge hears each event with the state before it, as a commit tells it.</summary>
    [Fact]
    [Trait("Capability", "L3")]
    [Trait("Capability", "L4")]
    [Trait("Capability", "L8")]
    public void failed_and_sent_back_work_is_rework_of_who_did_it()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c")), Some.Repository);
        var (gauge, board) = (new Gauge(), BoardOf("ada", "bob"));
        gauge.Begin(run.Now);
        Heard(run, gauge, r => r.Fail("a", agent: "ada"));
        Heard(run, gauge, r => r.Submit("b", "ada"));
        Heard(run, gauge, r => r.Submit("c", "bob"));
        var submitted = new AttemptRef("b", run.State.Items["b"].Attempt);
        gauge.Note(run.State, new TaskYielded("c", 1, "c1", "b", "its priority is lower"), run.Now);
        gauge.Note(run.State, new TasksSetBack("start", "it did not hold", [submitted]), run.Now);
        gauge.Note(run.State, new WorkflowRolledBack("start", "it did not hold", [submitted], [], null, [], null), run.Now);
        var window = gauge.Take(board, ChoiceRules.Default, BalanceState.None, run.Now.AddSeconds(60));
        window.Agents.Select(a => (a.Agent, a.Finished, a.Rework)).ShouldBe([("ada", 1, 3), ("bob", 1, 1)]);
    }

    /// <summary>The map asks for skills that the tasks do not name.</summary>
    [Fact]
    [Trait("Capability", "L2")]
    [Trait("Capability", "L12")]
    public void under_an_enforced_map_what_waits_asks_for_what_the_dispatcher_asks_for()
    {
        var run = Run.Of(Some.Workflow([.. Twenty.Select(t => t with { Paths = ["db/**"] })]));
        var map = new DomainMap(true, [new OwnedDomain("backend", ["backend"], [], [], [new Area("data", ["db/**"], [], [], ["sql"])])]);
        var (board, gauge) = (BoardOf("ada"), new Gauge());
        board.Put(Known("bea", "backend") with { Profile = Known("bea", "backend").Profile with { Skills = [new Skill("sql", 0.8)] } });
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        board.Ledger = Ledger.Empty with { Map = map };
        gauge.Begin(run.Now);
        var window = gauge.Take(board, ChoiceRules.Default, BalanceState.None, run.Now.AddSeconds(60));
        window.Agents.Select(a => (a.Agent, a.Queue)).ShouldBe([("ada", 0), ("bea", 20)]);
        var group = window.Groups.ShouldHaveSingleItem();
        (group.Skills.Single().Name, group.Able).ShouldBe(("sql", 1));
    }

    /// <summary>A server that was started anew at the end of a window has heard nothing of what is held; what it measures from there on is the same.</summary>
    [Fact]
    [Trait("Capability", "L7")]
    public void a_restart_changes_nothing_of_what_is_measured_of_held_tasks()
    {
        var (overdue, quiet) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var run = Run.Of(Some.Workflow(Some.Task("a") with { EstimateSeconds = 100, TimeoutSeconds = 0 }));
            var (running, restarted) = (new Gauge(), new Gauge());
            running.Begin(run.Now);
            Take(run, random, running);
            if (random.Next(3) == 0)
            {
                Heard(run, running, r => r.Do(s => Work.Release(s, "a", Holder(run), "moved")));
                Take(run, random, running);
            }

            Window(running, run);
            restarted.Begin(run.Now);
            for (var window = 0; window < 3; window++)
            {
                WorkOn(run, random, running, restarted);
                var (kept, anew) = (Window(running, run), Window(restarted, run));
                Shown(anew).ShouldBe(Shown(kept), $"seed {seed}, window {window}");
                var late = kept.Kinds?.Any(k => k.Overdue == true) == true;
                (overdue, quiet) = late ? (overdue + 1, quiet) : (overdue, quiet + 1);
            }
        }

        Math.Min(overdue, quiet).ShouldBeGreaterThan(50, "of both kinds");
    }

    /// <summary>Of 600 seconds ada does 20 a minute and bob 60, and neither saves anything.</summary>
    [Fact]
    [Trait("Capability", "L7")]
    public void who_says_how_far_it_is_is_known_to_be_slow_in_the_second_window_without_a_checkpoint()
    {
        var run = Run.Of(Some.Workflow([.. new[] { "a", "b" }.Select(n => Some.Task(n) with { EstimateSeconds = 600, TimeoutSeconds = 0 })]));
        foreach (var (task, agent) in new[] { ("a", "ada"), ("b", "bob") })
        {
            run.Claim(task, agent);
            run.Do(s => Work.Start(s, task, Holder(run, task)));
        }

        var (gauge, windows, said) = (new Gauge(), new Windows(), 0);
        gauge.Begin(run.Now);
        gauge.Said = (_, task, token) => token == Holder(run, task).Token ? new ProgressSaid(task == "a" ? said * 100 / 30.0 : said * 10, run.Now) : null;
        for (said = 1; said <= 2; said++)
        {
            run.Pass(60);
            windows.Next(gauge.Take(BoardOf(run, "ada", "bob"), ChoiceRules.Default, windows.State, run.Now));
        }

        windows.Of<TriggerRaised>().Where(t => t.Kind == TriggerKind.Pace).Select(t => t.Trigger).ShouldBe(["pace/ada/2"]);
        windows.Of<WindowMeasured>().Select(w => w.Agents[0].Pace).ShouldBe([3, 3], "the figures are written down");
    }

    /// <summary>What is said is worth what is new in it, never more than nearly all, and nobody is late by it before the whole task is.</summary>
    [Fact]
    [Trait("Capability", "L7")]
    public void what_is_said_too_early_or_backwards_counts_once()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { EstimateSeconds = 150, TimeoutSeconds = 0 }));
        var gauge = new Gauge();
        gauge.Begin(run.Now);
        run.Claim("a", "ada");
        run.Do(s => Work.Start(s, "a", Holder(run)));
        var seen = new List<string>();
        foreach (var percent in new[] { double.NaN, 1e9, -5, 50, 99 })
        {
            run.Pass(40);
            gauge.Said = (_, _, _) => new ProgressSaid(percent, run.Now);
            var window = Window(gauge, run);
            seen.Add(FormattableString.Invariant($"{window.WorkedSeconds} of {window.EstimatedSeconds}"));
        }

        seen.ShouldBe(["0 of 0", "80 of 149.85", "0 of 0", "160 of 150", "200 of 150"]);
    }

    private static string Shown(AgentWindow w) => $"{w.WorkedSeconds} of {w.EstimatedSeconds}: {string.Join(' ', w.Kinds ?? [])}";

    private static Holder Holder(Run run, string task = "a") => run.State.Items[task].Lease is { } lease ? new Holder(lease.Agent, lease.Token) : throw new InvalidOperationException("nobody holds it");

    private static void Take(Run run, Random random, Gauge gauge)
    {
        run.Claim("a", "ada");
        run.Pass(random.Next(20)).Do(s => Work.Start(s, "a", Holder(run)));
        WorkOn(run, random, gauge);
    }

    /// <summary>For some time, in which it may save how far it has come.</summary>
    private static void WorkOn(Run run, Random random, params Gauge[] gauges)
    {
        for (var i = random.Next(3); i > 0; i--)
        {
            run.Pass(random.Next(1, 40));
            var (before, known, percent) = (run.State, run.History.Count, Math.Min(99, (run.State.Items["a"].Checkpoint?.Percent ?? 0) + random.Next(1, 20)));
            run.Do(s => Work.SaveCheckpoint(s, "a", Holder(run), $"c{known}", null, percent));
            gauges.ToList().ForEach(g => g.Note(before, run.History[known].Event, run.Now));
        }

        run.Pass(random.Next(1, 60));
    }

    private static AgentWindow Window(Gauge gauge, Run run)
    {
        return gauge.Take(BoardOf(run, "ada"), ChoiceRules.Default, BalanceState.None, run.Now).Agents.ShouldHaveSingleItem();
    }

    private static void Heard(Run run, Gauge gauge, Action<Run> happens)
    {
        var (before, known) = (run.State, run.History.Count);
        happens(run);
        foreach (var (happened, stamp) in run.History.Skip(known))
        {
            gauge.Note(before, happened, stamp.At);
            before = WorkflowEvolve.Evolve(before, happened, stamp);
        }
    }

    private static Measurement Take(Run run, params string[] agents)
    {
        var gauge = new Gauge();
        gauge.Begin(run.Now);
        return gauge.Take(BoardOf(run, agents), ChoiceRules.Default, BalanceState.None, run.Now.AddSeconds(60));
    }

    private static Board BoardOf(Run run, params string[] agents)
    {
        var board = BoardOf(agents);
        board.Put(null, run.State, run.History.Select(h => (object)h.Event));
        return board;
    }

    private static Board BoardOf(params string[] agents)
    {
        var board = new Board();
        foreach (var agent in agents)
        {
            board.Put(Known(agent));
        }

        return board;
    }

    private static Agent Known(string id, params string[] roles) => new(
        id, new AgentProfile(id, [], null, AgentTier.Senior, 4, false, null, Deadlines.Default) { Roles = [.. roles] }, AgentStatus.Active, Performance.None, 1);
}
