using CsCheck;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Simulation;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Simulation;

/// <summary>Whatever fails: the rules as the server runs them, in virtual time.</summary>
[Trait("Capability", "V8")]
public sealed class SimulatedBreakerTests
{
    /// <summary>Half-open or open, and the attempts that it was given since.</summary>
    /// <param name="Probes">0: it is open</param>
    private sealed record Seen(int Probes, double? Until)
    {
        public HashSet<string> Out { get; } = new(StringComparer.Ordinal);
    }

    [Fact]
    public void an_open_breaker_lets_nothing_through_a_half_open_one_its_probes_and_none_stays_open() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Bool).Sample(
            (seed, agents, failures, probes, push) => Check(Simulator.Run(Scenario(seed, agents, failures, probes, push)), probes), iter: 200);

    [Fact]
    public void a_bad_agent_is_kept_from_what_good_ones_do()
    {
        var tasks = Enumerable.Range(0, 60).Select(i => Some.Task($"t{i}") with { EstimateSeconds = 10, TimeoutSeconds = 0, Retry = new RetryPolicy(50, 1, 1, 1) }).ToArray();
        var (guarded, bare) = (Run(BreakerPolicy.Default), Run(BreakerPolicy.Default with { Enabled = false }));
        Wasted(guarded).ShouldBeLessThan(Wasted(bare) / 2);
        guarded.Of<BreakerOpened>().ShouldNotBeEmpty();
        bare.Of<BreakerOpened>().ShouldBeEmpty();

        SimulatedHistory Run(BreakerPolicy breaker) => Simulator.Run(new Scenario(
            [new SimulatedRun("r", Some.Workflow(tasks))], [Scenarios.Agent("good"), Scenarios.Agent("bad") with { FailureRate = 1 }], Policy.Default with { Breaker = breaker }));

        static int Wasted(SimulatedHistory history) => history.Of<TaskFailed>().Count();
    }

    [Fact]
    public void the_only_agent_waits_and_goes_on_and_a_forecast_counts_its_wait()
    {
        var open = new AgentRegistered("ada", Scenarios.Agent("ada").Profile);
        var run = Workflows.Run.Of(Some.Workflow(Some.Task("a") with { EstimateSeconds = 100, TimeoutSeconds = 0 }));
        var ada = Agent.Evolve(Agent.Evolve(null, open, At(1)), new BreakerOpened(1, 5, [], run.Now.AddSeconds(300), "why", null), At(2));
        var forecast = Forecast.Of(new Standing(run.State, [], [ada], Policy.Default, run.Now), 5);
        forecast.Seconds.Length.ShouldBe(5);
        forecast.Seconds[0].ShouldBeGreaterThan(300 + 20);

        Causality.Stamp At(long version) => new(version, run.Now, Causality.Dot.None);
    }

    /// <summary>Behind its breaker an agent has nothing to do, and that is no imbalance: nobody else is there to compare with.</summary>
    [Fact]
    public void an_agent_whose_breaker_is_open_is_not_taken_for_idle() => Slow(with: []).Of<TriggerRaised>().ShouldNotContain(t => t.Event.Kind == TriggerKind.Utilisation);

    /// <summary>One who cannot do the work is idle: the load is out of balance, and nothing is moved to who could but stands behind a breaker.</summary>
    [Fact]
    public void nothing_is_moved_to_an_agent_whose_breaker_is_open()
    {
        var history = Slow(with: Scenarios.Agent("clerk"));
        history.Of<TriggerRaised>().ShouldContain(t => t.Event.Kind == TriggerKind.Utilisation);
        history.Of<TasksMigrated>().ShouldBeEmpty();
        history.Of<TaskAssigned>().Select(t => t.Event.Agent).Distinct().ShouldBe(["slow"]);
    }

    /// <summary>An agent that is fully used, one that could help but stands behind its breaker, and others.</summary>
    private static SimulatedHistory Slow(params SimulatedAgent[] with)
    {
        var skilled = Scenarios.Agent("idle", skills: new Skill("go", 1));
        var known = Agent.Evolve(Agent.Evolve(null, new AgentRegistered("idle", skilled.Profile), At(1)), new BreakerOpened(0, 0, [], null, "new disk", "user:ann"), At(2));
        var tasks = Enumerable.Range(0, 3).Select(i => Some.Task($"t{i}") with { EstimateSeconds = 200, TimeoutSeconds = 0, Skills = [new SkillRequirement("go", 0.5)] });
        return Simulator.Run(new Scenario(
            [new SimulatedRun("r", Some.Workflow([.. tasks]))],
            [skilled with { Known = known }, Scenarios.Agent("slow", skills: new Skill("go", 1)) with { Paces = [new Pace(0, 0.5)] }, .. with], Policy.Default));

        static Causality.Stamp At(long version) => new(version, Start, Causality.Dot.None);
    }

    private static Scenario Scenario(int seed, int agents, int failures, int probes, bool push)
    {
        var random = new Random(seed);
        var tasks = Enumerable.Range(0, random.Next(4, 20)).Select(i => Some.Task($"t{i}") with
        {
            EstimateSeconds = random.Next(1, 40),
            TimeoutSeconds = random.Next(3) == 0 ? random.Next(1, 40) : 0,
            Retry = new RetryPolicy(30, 1, 1, 5),
        });
        var settings = Some.Settings with { Coordination = push ? Coordination.Push : Coordination.Pull };
        var breaker = new BreakerPolicy { Failures = failures, OpenSeconds = 5, MaxOpenSeconds = 40, Probes = probes };
        return new Scenario(
            [new SimulatedRun("r", Some.Workflow([.. tasks]).With(settings)), new SimulatedRun("late", Some.Workflow([.. tasks]).With(settings), random.Next(60))],
            [.. Enumerable.Range(0, agents).Select(i => Scenarios.Agent($"a{i}", random.Next(1, 5)) with { FailureRate = random.Next(4) / 4.0, DiesAt = random.Next(6) == 0 ? random.Next(100) : null })],
            Policy.Default with { Breaker = breaker }, seed, 0.4)
        { MaxSeconds = 3_600 };
    }

    private static void Check(SimulatedHistory history, int probes)
    {
        var breakers = new Dictionary<string, Seen>(StringComparer.Ordinal);
        foreach (var (seconds, stream, happened) in history.History)
        {
            switch (happened)
            {
                case BreakerOpened e:
                    breakers[stream] = new Seen(0, (e.Until!.Value - Start).TotalSeconds);
                    break;
                case BreakerHalfOpened e:
                    breakers[stream].Until!.Value.ShouldBe(seconds, 1e-3, "it half-opens at its time");
                    e.Probes.ShouldBe(probes);
                    breakers[stream] = new Seen(e.Probes, null);
                    break;
                case BreakerClosed:
                    breakers.Remove(stream);
                    break;
                case ITaskEvent e:
                    Follow(breakers, stream, e);
                    break;
            }
        }

        breakers.Values.Where(b => b.Until < history.History[^1].Seconds - 1e-3).ShouldBeEmpty("an open breaker half-opens when its time is over");
    }

    private static void Follow(Dictionary<string, Seen> breakers, string run, ITaskEvent happened)
    {
        var task = $"{run}/{happened.Task}";
        if (happened is TaskCompleted or TaskFailed or TaskTimedOut or LeaseExpired or OfferLapsed or TaskReleased)
        {
            foreach (var seen in breakers.Values)
            {
                seen.Out.Remove(task);
            }
        }
        else if ((happened as TaskOffered)?.Agent is { } agent || (agent = (happened as TaskAssigned)?.Agent) is not null)
        {
            if (breakers.TryGetValue($"agent-{agent}", out var seen))
            {
                seen.Out.Add(task);
                seen.Out.Count.ShouldBeLessThanOrEqualTo(seen.Probes, $"{task} went to {agent}");
            }
        }
    }

    private static DateTimeOffset Start { get; } = DateTimeOffset.UnixEpoch.AddYears(56);
}
