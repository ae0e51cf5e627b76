using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Distribution;

/// <summary>An agent is known to take three times as long. Each task is estimated at 100 seconds, and each agent has one place.</summary>
[Trait("Capability", "L9")]
[Trait("Capability", "D3")]
public sealed class SoonerTests
{
    private readonly Board _board = new();
    private Run _run = Run.Of(Some.Workflow(Some.Task("none")));

    /// <summary>Three others are busy for 100 seconds more. The k-th of the ready tasks is done by one of them after 200 seconds for the first three, after 300 for the
    /// next three, which is no later than the slow one; the seventh after 400.</summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(6, null)]
    [InlineData(7, "t07")]
    [InlineData(40, "t07")]
    public void who_is_slow_gets_what_others_would_come_to_later(int ready, string? given)
    {
        Busy(others: 3, ready);
        Asks("slow").Select(t => t.Task).ShouldBe(given is null ? [] : [given]);
    }

    /// <summary>One place is left, or two: what comes after them is no more for the slow one than what goes before.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void the_limit_of_a_run_opens_nothing_to_who_is_slow(int limit)
    {
        Busy(others: 3, ready: 6, limit);
        Asks("slow").ShouldBeEmpty();
    }

    /// <summary>Of a run that has as many out as it allows nothing makes others busy: what of another run waits for them is kept.</summary>
    [Fact]
    public void what_waits_for_its_run_makes_nobody_busy()
    {
        Busy(others: 1, ready: 50, limit: 2);
        Put("x2", "x3");
        var other = Run.Of(Some.Workflow(Some.Task("z") with { EstimateSeconds = 100, TimeoutSeconds = 0, Priority = 1 }), id: "w2");
        _board.Put(null, other.State, other.History.Select(h => (object)h.Event));
        Asks("slow").ShouldNotContain(t => t.Workflow == "w2");
    }

    [Fact]
    public void who_is_slow_in_another_kind_is_one_of_the_others()
    {
        Has(ready: 1, "slow", "x");
        _board.Put(new Slow("slow", 2, "simple:") { Beside = ("x", "complex:sql") });
        Asks("slow", "x").ShouldHaveSingleItem().Excluded.ShouldNotBeNull().ShouldBe([new Exclusion("slow", "slow")]);
    }

    /// <summary>Where the class prefers tiers, these go before all others whatever else there is.</summary>
    [Fact]
    public void a_task_is_not_kept_from_the_preferred_tier_for_another_one()
    {
        _run = Run.Of(Some.Workflow(Some.Task("t01") with { Complexity = Complexity.Complex, EstimateSeconds = 100, TimeoutSeconds = 0 }));
        Put();
        Join("slow", AgentStatus.Active, AgentTier.Architect);
        Join("x", AgentStatus.Active, AgentTier.Junior);
        _board.Put(new Slow("slow", 0.5, "complex:"));
        Asks("slow", "x").ShouldHaveSingleItem().Excluded.ShouldBeNull();
        Join("y", AgentStatus.Active, AgentTier.Architect);
        Asks("slow", "x").ShouldHaveSingleItem().Excluded.ShouldNotBeNull().ShouldBe([new Exclusion("slow", "slow")]);
    }

    [Fact]
    public void what_others_could_have_now_is_theirs_and_the_record_says_why()
    {
        Has(ready: 2, "slow", "x");
        var tasks = Asks("slow", "x");
        tasks.ShouldHaveSingleItem().Excluded.ShouldNotBeNull().ShouldBe([new Exclusion("slow", "slow")]);
        var inputs = DecisionRecord.Inputs(1, ChoiceWeights.Default, ChoiceRules.Default, tasks, [_board.StateOf("slow")!, _board.StateOf("x")!]);
        Distribute.Decide(inputs).ShouldHaveSingleItem().Agent.ShouldBe("x");
        DecisionRecord.Again(DecisionRecord.Read(DecisionRecord.Write(inputs))!)!.Value.ShouldHaveSingleItem().Agent.ShouldBe("x");
        Explain.Of(inputs, _run.State.Id, "t01").ShouldNotBeNull().Contenders.Single(c => c.Agent == "slow").Verdict.ShouldBe("excluded:slow");
    }

    [Fact]
    public void nothing_is_kept_from_an_agent_that_is_not_slow_in_this_kind()
    {
        Busy(others: 3, ready: 1);
        _board.Put(new Slow("slow", 2, "another kind"));
        Asks("slow").ShouldHaveSingleItem().Excluded.ShouldBeNull();
    }

    [Fact]
    public void nothing_is_kept_where_nobody_else_is_able()
    {
        Has(ready: 1, "slow");
        Join("other", AgentStatus.Draining);
        Asks("slow").ShouldHaveSingleItem().Excluded.ShouldBeNull();
    }

    /// <summary>Its free place counts for a minute; then it is clear that it does not ask.</summary>
    [Fact]
    public void one_who_has_a_place_and_does_not_ask_is_waited_for_a_minute()
    {
        Has(ready: 1, "slow", "x");
        Asks("slow").ShouldBeEmpty();
        _run.Pass(59);
        Asks("slow").ShouldBeEmpty();
        _run.Pass(2);
        Asks("slow").ShouldHaveSingleItem().Excluded.ShouldBeNull();
    }

    /// <summary>All places that are free are for urgent tasks.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(9, 0)]
    public void a_place_that_is_held_back_counts_for_urgent_tasks_only(int priority, int given)
    {
        _run = Run.Of(Some.Workflow(Some.Task("t01") with { Priority = priority, EstimateSeconds = 100, TimeoutSeconds = 0 }));
        Put("slow", "x");
        _board.Put(new Slow("slow", 2, "simple:") { Reserved = 2 });
        var asking = _board.StateOf("slow")! with { Reserved = null };
        _board.Open(Coordination.Pull, [asking], ChoiceRules.Default with { UrgentPriority = 8 }, _run.Now).Length.ShouldBe(given);
    }

    [Fact]
    public void one_who_left_and_comes_again_is_waited_for_anew()
    {
        Has(ready: 1, "slow", "x");
        Asks("slow").ShouldBeEmpty();
        _run.Pass(100);
        Join("x", AgentStatus.Left);
        Join("x", AgentStatus.Active);
        Asks("slow").ShouldBeEmpty();
    }

    /// <summary>What became ready long ago waits for who ended something a moment ago, and will ask.</summary>
    [Fact]
    public void one_who_has_just_ended_something_is_waited_for()
    {
        Busy(others: 1, ready: 1);
        _run.Pass(100);
        Asks("slow").ShouldBeEmpty();
        Ends("busy1");
        Asks("slow").ShouldBeEmpty("it has just become free");
        _run.Pass(61);
        Asks("slow").ShouldHaveSingleItem();
    }

    /// <summary>A task that takes 150 seconds more than expected is expected to take as long again: with the next one that makes 250, and at 200 no sooner than the slow one.</summary>
    [Theory]
    [InlineData(250, 0)]
    [InlineData(299, 0)]
    [InlineData(301, 1)]
    public void one_that_is_late_is_not_waited_for_for_ever(double seconds, int given)
    {
        Busy(others: 1, ready: 1);
        _run.Pass(seconds);
        Asks("slow").Length.ShouldBe(given);
    }

    [Fact]
    public void what_somebody_lost_may_go_to_who_is_slow()
    {
        Busy(others: 1, ready: 1);
        _run.Do(s => Finish.Fail(s, "busy1", Holder("busy1"), "broken", null, null, _run.Now));
        if (_run.StatusOf("busy1") == WorkStatus.Deferred)
        {
            _run.Pass(300).Do(s => Work.Wake(s, "busy1", s.Items["busy1"].Attempt, _run.Now));
        }

        Put();
        Asks("slow").Single(t => t.Task == "busy1").Excluded.ShouldNotBeNull().ShouldBe([new Exclusion("x1", "failed-here")]);
    }

    private void Busy(int others, int ready, int limit = 256)
    {
        var busy = Enumerable.Range(1, others).Select(i => Some.Task($"busy{i}") with { Priority = 9, EstimateSeconds = 100, TimeoutSeconds = 0 });
        _run = Run.Of(Some.Workflow([.. busy, .. Ready(ready)]).With(Some.Settings with { ParallelAgents = limit }));
        for (var i = 1; i <= others; i++)
        {
            var holder = _run.Claim($"busy{i}", $"x{i}");
            _run.Do(s => Work.Start(s, $"busy{i}", holder));
        }

        Put([.. Enumerable.Range(1, others).Select(i => $"x{i}"), "slow"]);
    }

    private void Has(int ready, params string[] agents)
    {
        _run = Run.Of(Some.Workflow([.. Ready(ready)]));
        Put(agents);
    }

    private void Put(params string[] agents)
    {
        foreach (var agent in agents)
        {
            Join(agent, AgentStatus.Active);
        }

        _board.Put(new Slow("slow", 2, "simple:"));
        _board.Put(null, _run.State, _run.History.Select(h => (object)h.Event));
    }

    private void Join(string agent, AgentStatus status, AgentTier tier = AgentTier.Senior) =>
        _board.Put(new Agent(agent, new AgentProfile(agent, [], null, tier, 1, false, null, Deadlines.Default), status, Performance.None, 1));

    private void Ends(string task)
    {
        var before = _run.State;
        _run.Do(s => Finish.Submit(s, task, Holder(task), new TaskResult(null, null, [], null, null), _run.Now));
        _board.Put(before, _run.State, _run.History.Select(h => (object)h.Event));
    }

    private Holder Holder(string task) => new(_run.State.Items[task].Lease!.Agent, _run.State.Items[task].Lease!.Token);

    private ImmutableArray<OpenTask> Asks(params string[] agents) => _board.Open(Coordination.Pull, [.. agents.Select(a => _board.StateOf(a)!)], ChoiceRules.Default, _run.Now);

    private static IEnumerable<TaskDefinition> Ready(int count) => Enumerable.Range(1, count).Select(i => Some.Task(FormattableString.Invariant($"t{i:00}")) with { EstimateSeconds = 100, TimeoutSeconds = 0 });

    private sealed class Slow(string agent, double by, string family) : IEffects
    {
        public IEnumerable<(string Workflow, string Task)> Concerned => [];

        public int BoostOf(string workflow, string task) => 0;

        public string? ExcludedFor(string workflow, string task) => null;

        public double? ProcessorOf(string asked) => null;

        public (string Agent, string Family) Beside { get; init; }

        public bool IsSlow(string asked) => asked == agent || asked == Beside.Agent;

        public double SlownessOf(string asked, string kind) => (asked, kind) == (agent, family) || (asked, kind) == Beside ? by : 0;

        public int Reserved { get; init; }

        public int ReservedOf(int places) => Reserved;
    }
}
