using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Simulation;
using Weft.Domain.Tests.Simulation;
using Weft.Domain.Tests.Workflows;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Xunit;

namespace Weft.Domain.Tests.Balancing;

/// <summary>The strategies as they work in a simulated workspace: every event is one that a decider said.</summary>
public sealed class StrategyTests
{
    /// <summary>Two tasks of 100 s; one agent has three tenths of the speed. At 120 s it has saved 30 %; the other, done at 100, takes it from there.</summary>
    [Fact]
    [Trait("Capability", "L9")]
    public void a_checkpointed_task_moves_from_a_slow_agent_and_goes_on_from_its_checkpoint()
    {
        var history = Simulator.Run(Of([Task("a", 100), Task("b", 100)], BalancingPolicy.Default,
            Scenarios.Agent("ada"), Scenarios.Agent("bob") with { Paces = [new Pace(0, 0.3)] }));
        var (at, moved) = history.Of<TasksMigrated>().ShouldHaveSingleItem();
        var move = moved.Moves.ShouldHaveSingleItem();
        (at, moved.From, move.To, move.Percent, moved.Trigger).ShouldBe((120, "bob", "ada", 30, "pace/bob/2"));
        move.ThereSeconds.ShouldBeLessThan(0.75 * move.HereSeconds);
        history.Makespan.ShouldBe(120 + 70, 1e-6);
        var released = history.Of<TaskReleased>().ShouldHaveSingleItem().Event;
        released.Token.ShouldBe(move.Token);
        history.Of<TaskAssigned>().Last(e => e.Event.Task == move.Task).Event.Agent.ShouldBe("ada");
        history.Of<TaskCompleted>().Count(e => e.Event.Task == move.Task).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "L9")]
    public void nothing_moves_where_it_would_not_be_done_sooner()
    {
        var history = Simulator.Run(Of([Task("a", 300), Task("b", 30)], BalancingPolicy.Default, Scenarios.Agent("ada"), Scenarios.Agent("bob")));
        history.Of<TriggerRaised>().ShouldContain(t => t.Event.Kind == TriggerKind.Utilisation);
        history.Of<TasksMigrated>().ShouldBeEmpty();
    }

    [Fact]
    [Trait("Capability", "L10")]
    public void more_agents_are_asked_for_within_limits_and_fewer_when_little_is_left()
    {
        var policy = BalancingPolicy.Default with { MinAgents = 1, MaxAgents = 4 };
        var tasks = Enumerable.Range(0, 60).Select(i => Task($"t{i:00}", 60)).Append(Task("last", 1_600)).ToArray();
        var history = Simulator.Run(Of(tasks, policy, Scenarios.Agent("ada")) with { Launched = Scenarios.Agent("more").Profile });
        var scaled = history.Of<AgentsScaled>().Select(s => s.Event).ToList();
        (scaled[0].From, scaled[0].To, scaled[0].Trigger).ShouldBe((0, 1, "minagents/1"));
        scaled.ShouldContain(s => s.To == 4 && s.Trigger == "pending/2");
        scaled.ShouldAllBe(s => s.To >= 1 && s.To <= 4);
        scaled[^1].To.ShouldBe(1, "nothing waits any more");
        history.Of<AgentsScaled>().Zip(history.Of<AgentsScaled>().Skip(1)).ShouldAllBe(p => p.Second.Seconds - p.First.Seconds >= policy.ScaleCooldownSeconds);
        history.Of<AgentDraining>().ShouldNotBeEmpty();
    }

    /// <summary>A chain that comes later than a heap of single tasks of the same priority overtakes what waits there.</summary>
    [Fact]
    [Trait("Capability", "L11")]
    public void the_critical_path_overtakes_what_waits()
    {
        var heap = Enumerable.Range(0, 80).Select(i => Task($"h{i:00}", 60)).ToArray();
        TaskDefinition[] chain = [Task("c1", 60), Task("c2", 60, "c1"), Task("c3", 60, "c2")];
        var scenario = Of(heap, BalancingPolicy.Default with { Migrate = false }, Scenarios.Agent("ada")) with
        {
            Runs = [new SimulatedRun("heap", Some.Workflow(heap)), new SimulatedRun("chain", Some.Workflow(chain), 30)],
        };
        var on = Simulator.Run(scenario);
        on.Of<PathPrioritised>().Select(p => p.Event).ShouldContain(p => p.Workflow == "chain" && p.Tasks.SequenceEqual(chain.Select(t => t.Name)) && p.Trigger == "pending/2");
        var off = Simulator.Run(scenario with { Policy = Policy.Default with { Balancing = BalancingPolicy.Default with { Prioritise = false, Migrate = false } } });
        on.Ended["chain"].ShouldBeLessThan(off.Ended["chain"]);
        Simulator.Run(scenario).Makespan.ShouldBe(off.Makespan, 1e-6, "one agent has the same to do in any order");
    }

    [Fact]
    [Trait("Capability", "L12")]
    public void an_idle_agent_learns_a_scarce_skill_by_supervised_tasks_and_the_matrix_changes()
    {
        var tasks = Enumerable.Range(0, 20).Select(i => Task($"t{i:00}", 60) with { Skills = [new SkillRequirement("tuning", 0.5)] }).ToArray();
        var scenario = Of(tasks, BalancingPolicy.Default with { Train = true }, Scenarios.Agent("ada", 1, new Skill("tuning", 0.9)), Scenarios.Agent("bob", 1, new Skill("code", 0.9)));
        var history = Simulator.Run(scenario);
        history.Of<CapabilityExpanded>().ShouldHaveSingleItem().Event.ShouldBe(new CapabilityExpanded("pending/2", "bob", "tuning", 0.5, "ada"));
        var began = history.Of<TrainingStarted>().ShouldHaveSingleItem();
        var earned = history.Of<SkillEarned>().ShouldHaveSingleItem();
        earned.Event.ShouldBe(new SkillEarned("tuning", 0.5));
        history.Of<TrainingReviewed>().Count(r => r.Event is { Passed: true, By: "ada" }).ShouldBe(Train.PassesNeeded);
        var given = history.Of<TaskAssigned>().Where(t => t.Event.Agent == "bob").ToList();
        given.ShouldAllBe(t => t.Seconds >= began.Seconds);
        given.Where(t => t.Seconds < earned.Seconds).ShouldAllBe(t => t.Event.Why.Supervised!.Value.Single() == "tuning");
        given.Last().Event.Why.Supervised.ShouldBeNull();
        history.Makespan.ShouldBeLessThan(0.75 * Simulator.Run(scenario with { Policy = Policy.Default }).Makespan);
    }

    /// <summary>Bob lacks one of the two skills that most tasks ask for; cyd lacks both, and learning one would bring it nothing.</summary>
    [Fact]
    [Trait("Capability", "L12")]
    public void who_lacks_one_of_the_skills_of_a_task_learns_it_and_who_lacks_two_does_not()
    {
        SkillRequirement[] both = [new("code", 0.5), new("tuning", 0.6)];
        var tasks = Enumerable.Range(0, 20).Select(i => Task($"t{i:00}", 60) with { Skills = [.. both] }).ToArray();
        var (ada, bob, cyd) = (Scenarios.Agent("ada", 1, new Skill("code", 0.9), new Skill("tuning", 0.9)), Scenarios.Agent("bob", 1, new Skill("code", 0.9), new Skill("tuning", 0.3)), Scenarios.Agent("cyd"));
        var history = Simulator.Run(Of(tasks, BalancingPolicy.Default with { Train = true }, ada, bob, cyd));
        history.Of<CapabilityExpanded>().ShouldHaveSingleItem().Event.ShouldBe(new CapabilityExpanded("pending/2", "bob", "tuning", 0.6, "ada"));
        history.Of<SkillEarned>().ShouldHaveSingleItem().Event.ShouldBe(new SkillEarned("tuning", 0.6));
        history.Of<TaskAssigned>().First(t => t.Event.Agent == "bob").Event.Why.Practice!.Value.ShouldBe([new Practice("tuning", "ada")]);
        Simulator.Run(Of(tasks, BalancingPolicy.Default with { Train = true }, ada, cyd)).Of<CapabilityExpanded>().ShouldBeEmpty();
    }

    /// <summary>The tasks lie in the backend. Abe comes first by name and has little to do either, but would never be given one of them.</summary>
    [Fact]
    [Trait("Capability", "L12")]
    public void who_may_not_touch_what_the_tasks_touch_does_not_learn_their_skill()
    {
        TaskDefinition[] tasks = [.. Tuning(20).Select(t => t with { Paths = ["db/**"] })];
        var ledger = Ledger.Empty with { Map = new DomainMap(true, [new OwnedDomain("backend", ["backend"], [], [], [new Area("data", ["db/**"], [], [], [])])]) };
        var (ada, abe, bea) = (InRole("ada", "backend", new Skill("tuning", 0.9)), InRole("abe", "frontend"), InRole("bea", "backend"));
        var policy = BalancingPolicy.Default with { Train = true };
        var history = Simulator.Run(Of(tasks, policy, ada, abe, bea) with { Ledger = ledger });
        history.Of<CapabilityExpanded>().ShouldHaveSingleItem().Event.ShouldBe(new CapabilityExpanded("pending/2", "bea", "tuning", 0.5, "ada"));
        history.Of<SkillEarned>().ShouldHaveSingleItem();
        Simulator.Run(Of(tasks, policy, ada, abe) with { Ledger = ledger }).Of<CapabilityExpanded>().ShouldBeEmpty();
        Simulator.Run(Of(tasks, policy, ada, abe, bea)).Of<CapabilityExpanded>().First().Event.Agent.ShouldBe("abe", "without the map it may");
    }

    /// <summary>Moderate tasks are for seniors where the class requires its tiers, and for anybody where it only prefers them.</summary>
    [Theory]
    [Trait("Capability", "L12")]
    [InlineData(TierMode.Require, "bea")]
    [InlineData(TierMode.Prefer, "abe")]
    public void who_is_of_a_tier_that_the_tasks_are_not_for_does_not_learn_their_skill(TierMode tiers, string learner)
    {
        TaskDefinition[] tasks = [.. Tuning(20).Select(t => t with { Complexity = Complexity.Moderate })];
        var (ada, abe, bea) = (Scenarios.Agent("ada", 1, new Skill("tuning", 0.9)), Scenarios.Agent("abe"), Scenarios.Agent("bea"));
        var scenario = Of(tasks, BalancingPolicy.Default with { Train = true }, ada, abe with { Profile = abe.Profile with { Tier = AgentTier.Junior } }, bea);
        var history = Simulator.Run(scenario with { Policy = scenario.Policy with { Rules = ChoiceRules.Default with { Tiers = tiers } } });
        history.Of<CapabilityExpanded>().First().Event.Agent.ShouldBe(learner);
        history.Of<CapabilityExpanded>().Any(e => e.Event.Agent == "abe").ShouldBe(tiers == TierMode.Prefer);
        history.Of<TaskAssigned>().ShouldContain(t => t.Event.Agent == learner && t.Event.Why.Practice != null);
    }

    /// <summary>Two kinds of task, neither above the threshold by itself, lack the same skill.</summary>
    [Fact]
    [Trait("Capability", "L12")]
    public void tasks_that_ask_for_different_things_count_together_for_the_skill_that_is_lacking()
    {
        var tasks = Enumerable.Range(0, 10).Select(i => Task($"t{i}", 300) with { Skills = i < 5 ? [new("tuning", 0.7)] : [new("tuning", 0.5), new("code", 0.5)] }).ToArray();
        var history = Simulator.Run(Of(tasks, BalancingPolicy.Default with { Train = true }, Scenarios.Agent("ada", 1, new Skill("code", 0.9), new Skill("tuning", 0.9)), Scenarios.Agent("bob", 1, new Skill("code", 0.9))));
        history.Of<CapabilityExpanded>().ShouldHaveSingleItem().Event.ShouldBe(new CapabilityExpanded("pending/2", "bob", "tuning", 0.7, "ada"));
    }

    [Fact]
    [Trait("Capability", "L12")]
    public void whose_tasks_do_not_pass_does_not_earn_the_skill()
    {
        var tasks = Enumerable.Range(0, 20).Select(i => Task($"t{i:00}", 60) with { Skills = [new SkillRequirement("tuning", 0.5)] }).ToArray();
        var history = Simulator.Run(Of(tasks, BalancingPolicy.Default with { Train = true }, Scenarios.Agent("ada", 1, new Skill("tuning", 0.9)), Scenarios.Agent("bob")) with { PassRate = 0 });
        history.Of<SkillEarned>().ShouldBeEmpty();
        history.Of<TrainingEnded>().ShouldHaveSingleItem();
        history.Of<CapabilityExpanded>().ShouldHaveSingleItem("it is not asked again");
        history.Of<TaskAssigned>().Count(t => t.Event.Agent == "bob").ShouldBe(Train.FailuresAllowed + 1);
    }

    /// <summary>Ada drains while bob learns from her.</summary>
    [Fact]
    [Trait("Capability", "L12")]
    public void another_one_supervises_when_the_supervisor_goes_and_the_skill_is_learnt_all_the_same()
    {
        var history = Simulator.Run(Of(Tuning(40), BalancingPolicy.Default with { Train = true },
            Scenarios.Agent("ada", 1, new Skill("tuning", 0.9)) with { DrainsAt = 250 }, Scenarios.Agent("bob"), Scenarios.Agent("cyd", 1, new Skill("tuning", 0.8))));
        var (at, changed) = history.Of<SupervisorChanged>().ShouldHaveSingleItem();
        (at, changed).ShouldBe((250, new SupervisorChanged("tuning", "ada", "cyd", "ada drains")));
        history.Of<TrainingReviewed>().ShouldAllBe(r => r.Event.By == (r.Seconds < 250 ? "ada" : "cyd"));
        history.Of<TrainingReviewed>().Select(r => r.Event.By).Distinct().ShouldBe(["ada", "cyd"]);
        history.Of<SkillEarned>().ShouldHaveSingleItem();
    }

    [Fact]
    [Trait("Capability", "L12")]
    public void a_learner_whom_nobody_can_supervise_is_free_and_learns_from_the_next_who_has_the_skill()
    {
        var history = Simulator.Run(Of(Tuning(40), BalancingPolicy.Default with { Train = true },
            Scenarios.Agent("ada", 1, new Skill("tuning", 0.9)) with { DrainsAt = 250 }, Scenarios.Agent("bob"), Scenarios.Agent("dan", 1, new Skill("tuning", 0.7)) with { JoinsAt = 400 }));
        var (at, ended) = history.Of<TrainingEnded>().ShouldHaveSingleItem();
        (at, ended.Unsupervised, ended.Reason).ShouldBe((250, true, "ada drains, and nobody else who could supervise has the skill"));
        history.Of<TaskAssigned>().ShouldNotContain(t => t.Event.Agent == "bob" && t.Seconds > 250 && t.Seconds < 400);
        history.Of<CapabilityExpanded>().Select(e => (e.Event.Agent, e.Event.Supervisor)).ShouldBe([("bob", "ada"), ("bob", "dan")]);
        history.Of<SkillEarned>().ShouldHaveSingleItem();
    }

    /// <summary>Places held back are free for what is urgent, and nothing else gets them.</summary>
    [Fact]
    [Trait("Capability", "V12")]
    public void urgent_work_finds_a_place_in_a_surge()
    {
        var surge = Enumerable.Range(0, 20).Select(i => Task($"t{i:00}", 100)).ToArray();
        var scenario = Of(surge, BalancingPolicy.Default with { ReservedShare = 0.25 }, Scenarios.Agent("ada", 4)) with
        {
            Runs = [new SimulatedRun("surge", Some.Workflow(surge)), new SimulatedRun("urgent", Some.Workflow(Task("fix", 10) with { Priority = 900 }), 50)],
        };
        var history = Simulator.Run(scenario);
        history.Ended["urgent"].ShouldBe(60, 1e-6);
        MostHeld(history, urgent: false).ShouldBe(3);
        Simulator.Run(scenario with { Policy = Policy.Default }).Ended["urgent"].ShouldBe(110, 1e-6);
    }

    [Theory]
    [Trait("Capability", "V12")]
    [InlineData(0, 0.5, 0, false, 0)]
    [InlineData(1, 0.5, 0, false, 0)]
    [InlineData(4, 0, 0, false, 0)]
    [InlineData(4, 0.25, 0, false, 1)]
    [InlineData(4, 0.1, 0, true, 1)]
    [InlineData(10, 0.3, 0, false, 3)]
    [InlineData(2, 0.9, 0, false, 1)]
    [InlineData(10, 0.1, 0.2, false, 3)]
    [InlineData(10, 0.1, 0.2, true, 1)]
    [InlineData(10, 0, 0.2, true, 0)]
    [InlineData(2, 0.4, 0.4, false, 1)]
    public void a_share_is_held_back_but_never_the_only_place(int places, double urgent, double surges, bool surge, int reserved) =>
        (BalancingPolicy.Default with { ReservedShare = urgent, SurgeShare = surges }).ReservedOf(places, surge).ShouldBe(reserved);

    /// <summary>What is held back for surges is given when one is seen, and held back again when it is over; what is urgent keeps its own.</summary>
    [Fact]
    [Trait("Capability", "V12")]
    public void a_surge_has_the_places_that_were_held_back_for_it()
    {
        var surge = Enumerable.Range(0, 40).Select(i => Task($"t{i:00}", 50)).ToArray();
        var later = Enumerable.Range(0, 4).Select(i => Task($"t9{i}", 50)).ToArray();
        var scenario = Of(surge, BalancingPolicy.Default with { ReservedShare = 0.25, SurgeShare = 0.25, WindowSeconds = 30 }, Scenarios.Agent("ada", 4)) with
        {
            Runs = [new SimulatedRun("surge", Some.Workflow(surge)), new SimulatedRun("later", Some.Workflow(later), 2_000)],
        };
        var history = Simulator.Run(scenario);
        var raised = history.Of<TriggerRaised>().First(t => t.Event.Kind == TriggerKind.Pending).Seconds;
        var cleared = history.Of<TriggerCleared>().First(t => t.Event.Trigger.StartsWith("pending", StringComparison.Ordinal)).Seconds;
        MostHeldAt(history, s => s < raised).ShouldBe(2);
        MostHeldAt(history, s => s >= raised && s < cleared).ShouldBe(3);
        MostHeldAt(history, s => s >= 2_000).ShouldBe(2);
    }

    [Theory]
    [InlineData(new double[] { 5, 5, 5, 5 }, 1)]
    [InlineData(new double[] { 8, 0, 0, 0 }, 0.25)]
    [InlineData(new double[] { 1, 3 }, 0.8)]
    [InlineData(new double[] { }, 1)]
    public void jains_index_is_computed_as_by_hand(double[] shares, double index) => Fairness.Of(shares).ShouldBe(index);

    private static int MostHeld(SimulatedHistory history, bool urgent) => MostHeldAt(history, _ => true, e => (e.Task == "fix") == urgent);

    private static int MostHeldAt(SimulatedHistory history, Func<double, bool> then, Func<ITaskEvent, bool>? counts = null)
    {
        var (now, most) = (0, 0);
        foreach (var (at, happened) in history.Of<ITaskEvent>().Where(e => counts?.Invoke(e.Event) ?? true))
        {
            now += happened switch { TaskAssigned => 1, TaskCompleted => -1, _ => 0 };
            most = then(at) ? Math.Max(most, now) : most;
        }

        return most;
    }

    private static Scenario Of(TaskDefinition[] tasks, BalancingPolicy policy, params SimulatedAgent[] agents) =>
        new([new SimulatedRun("r", Some.Workflow(tasks))], [.. agents], Policy.Default with { Balancing = policy });

    private static SimulatedAgent InRole(string id, string role, params Skill[] skills) =>
        Scenarios.Agent(id, 1, skills) is var agent ? agent with { Profile = agent.Profile with { Roles = [role] } } : agent;

    private static TaskDefinition[] Tuning(int count) => [.. Enumerable.Range(0, count).Select(i => Task($"t{i:00}", 60) with { Skills = [new SkillRequirement("tuning", 0.5)] })];

    private static TaskDefinition Task(string name, int seconds, params string[] needs) => Some.Task(name, needs) with { EstimateSeconds = seconds, TimeoutSeconds = 0 };
}
