using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Simulation;
using Weft.Domain.Tests.Resources;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Simulation;

/// <summary>What a forecast says against what the live deciders do when every task takes as long as predicted.</summary>
[Trait("Capability", "Z7")]
public sealed class ForecastTests
{
    /// <summary>Who has done more counts for nothing: what was learnt since the last figure was written down is not in any state.</summary>
    private static readonly Policy Plain = Policy.Default with
    {
        Balancing = new BalancingPolicy { Enabled = false },
        Weights = new ChoiceWeights(0.3, 0.3, 0.2, 1, 0, 0.1, 0.1),
    };

    private static readonly Ledger Mapped = Ledger.Empty with
    {
        Map = Maps.Of(
            Maps.Own("backend", new Area("api", ["src/api/**"], [], [], ["go"])),
            Maps.Own("frontend", Maps.Area("ui", "src/ui/**"))),
    };

    /// <summary>Three tasks of the API are for one agent alone, of two: 300 s, and not 200.</summary>
    [Fact]
    public void a_forecast_knows_the_domain_map()
    {
        var run = Run.Of(Some.Workflow(Task("a", 100, "src/api/a"), Task("b", 100, "src/api/b"), Task("c", 100, "src/api/c"), Task("d", 50, "src/ui/d")));
        var live = new LiveWorkspace(run.State, run.Now, Plain, [Agent("ada", "backend", "go"), Agent("bob", "frontend")], Mapped);
        Exact(live.Standing).ShouldBe(300, 1e-6);
        Exact(live.Standing with { Ledger = Ledger.Empty }).ShouldBe(200, 1e-6);
        Exact(live.Standing with { Agents = [Agent("ada", "backend"), Agent("bob", "frontend")] }).ShouldBe(double.PositiveInfinity, "nobody has the skill that its paths ask for");
        AllAlong(live).ShouldBe(300, 1e-6);
        live.Given["d"].ShouldBe("bob");
    }

    [Fact]
    [Trait("Capability", "Z2")]
    public void what_never_ends_is_named_with_what_is_in_its_way()
    {
        var run = Run.Of(Some.Workflow(Task("a", 100, "src/api/a"), Task("b", 10, "docs/b"), Task("c", 10, "docs/c") with { Needs = ["a"] }));
        var live = new LiveWorkspace(run.State, run.Now, Plain, [Agent("ada", "backend"), Agent("bob", "frontend")], Mapped);
        var forecast = Forecast.Of(live.Standing, 5);
        forecast.Seconds.ShouldBeEmpty();
        forecast.Left.Select(l => (l.Code, string.Join(' ', l.Tasks))).ShouldBe([("nobody-able", "a"), ("needs-task", "c")]);
        (forecast.Left[0].Facts[Match.SkillMissing], forecast.Left[0].Facts[Match.OutsideDomain]).ShouldBe(("ada", "bob"));
        forecast.Left[0].Changes.ShouldHaveSingleItem().ShouldBe(new Flip("ada", "skill-level:go", 0, 0.0001, 0.0001));
        Forecast.Of(live.Standing with { Agents = [Agent("ada", "backend", "go")] }, 5).Left.ShouldBeEmpty();
    }

    /// <summary>Until second 200 the API is ada's alone, then for 40 s bob's: what touches it waits, or is hers.</summary>
    [Fact]
    [Trait("Capability", "D9")]
    public void a_forecast_knows_whose_turn_it_is_and_who_waits_for_his()
    {
        var run = Run.Of(Some.Workflow(Task("a", 150, "src/api/a"), Task("b", 150, "src/api/b"), Task("c", 150, "src/api/c"), Task("d", 10, "docs/d")));
        var ledger = Fold(Ledger.Empty, run.Now, l => Slicing.Request(l, Resource.Path("src/api/**")!, "ada", [], 200, run.Now));
        ledger = Fold(ledger, run.Now, l => Slicing.Request(l, Resource.Path("src/api/**")!, "bob", [], 40, run.Now));
        var live = new LiveWorkspace(run.State, run.Now, Plain, [Agent("ada"), Agent("bob")], ledger);
        Exact(live.Standing with { Ledger = Ledger.Empty }).ShouldBe(300, 1e-6);
        var whole = AllAlong(live);
        whole.ShouldBe(350, 1e-6, "ada does two of the three, and bob the third when it is his turn");
        live.Given["c"].ShouldBe("bob");
        Simulator.Run(Forecast.ScenarioOf(live.Standing with { Run = run.State, Ledger = ledger, Now = run.Now })).Of<SliceEnded>()
            .Select(e => (e.Seconds, e.Event.Agent, e.Event.How)).ShouldBe([(200, "ada", SliceEnding.Expired), (240, "bob", SliceEnding.Expired)]);
    }

    /// <summary>Whatever the graph, the map and the slices: at every moment of the run the forecast says what is then still to come.</summary>
    [Fact]
    public void with_durations_as_predicted_a_forecast_is_what_the_live_deciders_do() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 20], Gen.Int[1, 3]).Sample(
            (seed, size, limit) =>
            {
                var random = new Random(seed);
                var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, size).Select(i => Drawn(random, i))]).With(Some.Settings with { ParallelAgents = 1 + limit }));
                ImmutableArray<Agent> agents = [Agent("ada", "backend", "go"), Agent("bob", "frontend"), Slow(Agent("eve", "backend", "go"))];
                var ledger = Mapped;
                foreach (var (pattern, agent) in new[] { ("src/ui/**", "bob"), ("docs/**", "eve"), ("docs/**", "ada") }.Where(_ => random.Next(2) == 0))
                {
                    ledger = Fold(ledger, run.Now, l => Slicing.Request(l, Resource.Path(pattern)!, agent, agent == "bob" ? ["frontend"] : ["backend"], random.Next(5, 200), run.Now));
                }

                AllAlong(new LiveWorkspace(run.State, run.Now, Plain, agents, ledger));
            },
            iter: 100);

    [Fact]
    public void a_forecast_begins_with_what_balancing_has_in_force()
    {
        var run = Run.Of(Some.Workflow(Task("a", 100, "x") with { Priority = 10 }, Task("b", 100, "y"), Task("after", 100) with { Needs = ["b"] }));
        var boosted = BalanceState.None with { Boosts = BalanceState.None.Boosts.Add("w1", new PathPrioritised("pending/3", "w1", ["b", "after"], 200)) };
        Seconds(new LiveWorkspace(run.State, run.Now, Plain, [Agent("ada")], balance: boosted), "b").ShouldBe(0);
        Seconds(new LiveWorkspace(run.State, run.Now, Plain, [Agent("ada")]), "b").ShouldBe(100);
        var moved = BalanceState.None with { Moved = [new Moved("w1", "a", "ada", "utilisation/2", 0)] };
        var history = History(new LiveWorkspace(run.State, run.Now, Plain, [Agent("ada"), Agent("bob")], balance: moved));
        history.Of<TaskAssigned>().First(e => e.Event.Task == "a").Event.Agent.ShouldBe("bob", "it was moved away from ada");
        var busy = BalanceState.None with { Processors = BalanceState.None.Processors.Add("ada", 0.95) };
        var measured = History(new LiveWorkspace(Run.Of(Some.Workflow(Task("a", 100, "x"))).State, run.Now, Plain, [Agent("ada"), Agent("bob")], balance: busy));
        measured.Of<TaskAssigned>().ShouldHaveSingleItem().Event.Agent.ShouldBe("bob", "ada's processor is busy");

        double Seconds(LiveWorkspace live, string task) => History(live).Of<TaskAssigned>().First(e => e.Event.Task == task).Seconds;
    }

    /// <summary>The window that runs ends when it would have, and counts on from what was watched before.</summary>
    [Fact]
    public void windows_go_on_where_they_are()
    {
        var run = Run.Of(Some.Workflow(Task("a", 500, "x")));
        var known = BalanceState.None with { Window = 7, MeasuredAt = run.Now.AddSeconds(-45) };
        var live = new LiveWorkspace(run.State, run.Now, Policy.Default, [Agent("ada")], balance: known);
        History(live).Of<WindowMeasured>().Take(2).Select(w => (w.Seconds, w.Event.Window)).ShouldBe([(15, 8), (75, 9)]);
    }

    /// <summary>Learnt for the kind of task, as the chooser predicts it.</summary>
    [Fact]
    public void an_agent_takes_as_long_as_is_predicted_for_the_kind_of_task()
    {
        var run = Run.Of(Some.Workflow(Task("a", 100, "x")));
        var ada = Agent("ada") with { Baselines = [new Baseline("simple:", 8, 3, 0.1)] };
        Exact(new LiveWorkspace(run.State, run.Now, Plain, [ada], null).Standing).ShouldBe(100 * ((8 * 3) + 2) / 10.0, 1e-6);
    }

    /// <summary>Seconds of the whole run; at each of its moments the forecast must agree with what comes.</summary>
    private static double AllAlong(LiveWorkspace live)
    {
        var said = new List<(DateTimeOffset At, double Seconds)>();
        while (!live.HasEnded)
        {
            said.Add((live.Now, Exact(live.Standing)));
            live.Step();
        }

        foreach (var (at, seconds) in said)
        {
            at.AddSeconds(seconds).ShouldBe(live.Now, TimeSpan.FromMilliseconds(1), $"forecast {(at - said[0].At).TotalSeconds} s after the start");
        }

        return (live.Now - said[0].At).TotalSeconds;
    }

    private static double Exact(Standing now) => Forecast.Of(now, 1, spread: 0).Seconds is [var only] ? only : double.PositiveInfinity;

    private static SimulatedHistory History(LiveWorkspace live) => Simulator.Run(Forecast.ScenarioOf(live.Standing));

    private static TaskDefinition Drawn(Random random, int i) =>
        Task($"t{i:00}", random.Next(1, 60), random.Next(4) switch { 0 => "src/api/x", 1 => "src/ui/x", 2 => "docs/x", _ => "other" }) with
        {
            Needs = [.. Enumerable.Range(0, i).Where(_ => random.Next(5) == 0).Take(3).Select(n => $"t{n:00}")],
            Priority = random.Next(10),
        };

    private static TaskDefinition Task(string name, int seconds, params string[] paths) =>
        Some.Task(name) with { EstimateSeconds = seconds, TimeoutSeconds = 0, Paths = [.. paths] };

    private static Agent Agent(string id, string? role = null, params string[] skills)
    {
        var profile = Scenarios.Agent(id, 1, [.. skills.Select(s => new Skill(s, 1))]).Profile with { Roles = role is null ? null : [role] };
        return Domain.Agents.Agent.Evolve(null, new AgentRegistered(id, profile), new Stamp(1, DateTimeOffset.UnixEpoch, Dot.None));
    }

    private static Agent Slow(Agent agent) => agent with { Performance = agent.Performance with { PaceRatio = 2 } };

    private static Ledger Fold(Ledger ledger, DateTimeOffset now, Func<Ledger, Decision<ILedgerEvent>> decide) =>
        decide(ledger).Events.Aggregate(ledger, (l, e) => Ledger.Evolve(l, e, new Stamp(l.Version + 1, now, Dot.None)));
}
