using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Audit;
using Weft.Domain.Balancing;
using Weft.Domain.Simulation;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Simulation;

[Trait("Capability", "Z7")]
public sealed class SimulatorTests
{
    /// <summary>Fork of 10, 20 and 30 s, then a join of 10 s, on two agents: the longest chain first: 30 beside 20 and 10, then 10.</summary>
    [Fact]
    public void a_fork_join_takes_as_long_as_computed_by_hand()
    {
        var definition = Some.Workflow(Task("a", 10), Task("b", 20), Task("c", 30), Task("join", 10, "a", "b", "c"));
        var history = Simulator.Run(Of(definition, 2));
        history.Makespan.ShouldBe(40, 1e-6);
        Times(history, "join").ShouldBe((30, 40));
        history.Worked.Values.Sum().ShouldBe(70, 1e-6);
    }

    /// <summary>One agent at a third of the speed from second 10 on: 10 s of work done, the other 20 take 60.</summary>
    [Fact]
    public void an_agent_that_becomes_slow_takes_longer_from_then_on()
    {
        var slow = Scenarios.Agent("ada") with { Paces = [new Pace(10, 1.0 / 3)] };
        Simulator.Run(Of(Some.Workflow(Task("a", 30)), 0) with { Agents = [slow] }).Makespan.ShouldBe(70, 1e-6);
    }

    [Fact]
    public void what_a_dead_agent_held_goes_on_elsewhere_from_its_last_checkpoint()
    {
        var scenario = Of(Some.Workflow(Task("a", 100) with { TimeoutSeconds = 0 }), 0) with
        {
            Agents = [Scenarios.Agent("ada") with { DiesAt = 55 }, Scenarios.Agent("bob") with { JoinsAt = 1 }],
        };
        var history = Simulator.Run(scenario);
        history.Of<LeaseExpired>().ShouldHaveSingleItem().Seconds.ShouldBe(85, 1e-6);
        history.Makespan.ShouldBe(85 + 50, 1e-6, "half of it was saved");
    }

    /// <summary>Bob could do it and never asks: after a minute ada, who failed it, may have it again.</summary>
    [Fact]
    [Trait("Capability", "D3")]
    public void what_is_kept_for_one_who_never_asks_is_given_after_the_minute_and_not_with_the_next_thing_that_happens()
    {
        var task = Task("a", 10) with { Retry = new RetryPolicy(2, 2, 1, 2) };
        var bob = Scenarios.Agent("bob") with { JoinsAt = 1, DiesAt = 2 };
        bob = bob with { Profile = bob.Profile with { Deadlines = new Deadlines(3_600, 7_200) } };
        var history = Simulator.Run(Of(Some.Workflow(task), 0) with
        {
            Agents = [Scenarios.Agent("ada"), bob],
            FailureRate = 1,
            Policy = Policy.Default with { Balancing = new BalancingPolicy { Enabled = false } },
        });
        history.Of<TaskAssigned>().Select(t => (t.Event.Agent, t.Seconds)).ShouldBe([("ada", 0), ("ada", 10 + 2 + 60)]);
    }

    [Fact]
    public void push_runs_and_gates_and_retries_are_simulated_too()
    {
        var often = new RetryPolicy(20, 1, 1, 1);
        var definition = Some.Workflow(Task("a", 10) with { Retry = often }, Task("b", 10) with { Retry = often }, Task("c", 10, "g") with { Retry = often }).With(Some.Gate("g", ["a", "b"], ["unit"]))
            .With(Some.Settings with { Coordination = Coordination.Push });
        var history = Simulator.Run(Of(definition, 2) with { FailureRate = 0.7, Seed = 12 });
        history.Makespan.ShouldBeLessThan(double.PositiveInfinity);
        history.Of<TaskOffered>().ShouldNotBeEmpty();
        history.Of<TaskFailed>().ShouldNotBeEmpty();
        history.Of<GatePassed>().ShouldHaveSingleItem();
    }

    /// <summary>From the middle: one of two tasks of 100 s is held and half done; on one agent 50 and 100 s are left, scattered.</summary>
    [Fact]
    public void a_forecast_goes_on_from_where_a_run_stands()
    {
        var run = Run.Of(Some.Workflow(Task("a", 100), Task("b", 100)));
        var holder = run.Claim("a", "ada");
        run.Do(s => Work.Start(s, "a", holder)).Do(s => Work.SaveCheckpoint(s, "a", holder, "half", null, 50));
        var ada = Agent.Evolve(null, new AgentRegistered("ada", Scenarios.Agent("ada").Profile), new Causality.Stamp(1, run.Now, Causality.Dot.None));
        var forecast = Forecast.Of(new Standing(run.State, [], [ada], Policy.Default, run.Now), 20);
        forecast.Seconds.Length.ShouldBe(20);
        forecast.Within(0.5)!.Value.ShouldBeInRange(110, 190);
        forecast.Within(0.1)!.Value.ShouldBeLessThan(forecast.Within(0.9)!.Value);
        Forecast.Of(new Standing(run.State, [], [], Policy.Default, run.Now), 3).Within(0.5).ShouldBeNull("there is nobody");
        var bob = Agent.Evolve(null, new AgentRegistered("bob", Scenarios.Agent("bob").Profile), new Causality.Stamp(1, run.Now, Causality.Dot.None));
        Forecast.Of(new Standing(run.State, [], [bob], Policy.Default, run.Now), 20).Within(0.5)!.Value.ShouldBe(forecast.Within(0.5)!.Value, "the lease of who is gone lapses while bob does the other one");
    }

    [Fact]
    public void the_same_seed_gives_the_same_history_and_another_one_another() =>
        Gen.Select(Definitions, Gen.Int[0, 1_000]).Sample(
            (definition, seed) =>
            {
                var scenario = Of(definition, 3) with { Seed = seed, Spread = 0.4, FailureRate = 0.1 };
                return Text(Simulator.Run(scenario)) == Text(Simulator.Run(scenario))
                    && Text(Simulator.Run(scenario)) != Text(Simulator.Run(scenario with { Seed = seed + 1 }));
            },
            iter: 30);

    [Fact]
    public void nothing_starts_before_what_it_needs_and_nobody_holds_more_than_its_places() =>
        Gen.Select(Definitions, Gen.Int[1, 4], Gen.Int[0, 1_000]).Sample(
            (definition, agents, seed) =>
            {
                var history = Simulator.Run(Of(definition, agents) with { Seed = seed, Spread = 0.5 });
                var done = new HashSet<string>();
                var held = new Dictionary<string, int>();
                var tasks = definition.Tasks.ToDictionary(t => t.Name);
                foreach (var (_, happened) in history.Of<ITaskEvent>())
                {
                    if (!tasks.ContainsKey(happened.Task))
                    {
                        continue;
                    }

                    if (happened is TaskAssigned assigned)
                    {
                        tasks[assigned.Task].Needs.Where(n => tasks.ContainsKey(n)).ShouldBeSubsetOf(done);
                        (held[assigned.Agent] = held.GetValueOrDefault(assigned.Agent) + 1).ShouldBeLessThanOrEqualTo(1);
                        tasks[assigned.Task] = tasks[assigned.Task] with { Command = assigned.Agent };
                    }
                    else if (happened is TaskCompleted or TaskTimedOut or TaskReleased or LeaseExpired)
                    {
                        held[tasks[happened.Task].Command!]--;
                        done.UnionWith(happened is TaskCompleted ? [happened.Task] : []);
                    }
                }

                // Work that is longer than its time-out uses up its attempts: what needs it is then not done either.
                (done.Count == definition.Tasks.Length).ShouldBe(history.Of<TaskTimedOut>().All(e => e.Event.RetryAt is not null));
            },
            iter: 50);

    /// <summary>Gates wait for ever: a run that fails has no end.</summary>
    private static Gen<WorkflowDefinition> Definitions { get; } = Gen.Select(Gen.Int[0, 100_000], Gen.Int[1, 25]).Select((seed, size) =>
        Drawn.Workflow(new Random(seed), size) is var drawn ? drawn with { Gates = [.. drawn.Gates.Select(g => g with { TimeoutSeconds = 0 })] } : null!);

    private static Scenario Of(WorkflowDefinition definition, int agents) =>
        new([new SimulatedRun("r", definition)], [.. Enumerable.Range(0, agents).Select(i => Scenarios.Agent($"a{i}"))], Policy.Default);

    private static TaskDefinition Task(string name, int seconds, params string[] needs) => Some.Task(name, needs) with { EstimateSeconds = seconds, TimeoutSeconds = 0 };

    private static (double, double) Times(SimulatedHistory history, string task) => (
        history.Of<TaskAssigned>().Last(e => e.Event.Task == task).Seconds, history.Of<TaskCompleted>().Last(e => e.Event.Task == task).Seconds);

    private static string Text(SimulatedHistory history) => string.Join(
        '\n', history.History.Select(h => $"{h.Seconds} {h.Stream} {h.Event.GetType().Name} {Encoding.UTF8.GetString(StateHash.Canonical(h.Event))}"));
}

internal static class Scenarios
{
    public static SimulatedAgent Agent(string id, int capacity = 1, params Skill[] skills) =>
        new(id, new AgentProfile(id, [.. skills], null, AgentTier.Senior, capacity, false, null, Deadlines.Default));
}
