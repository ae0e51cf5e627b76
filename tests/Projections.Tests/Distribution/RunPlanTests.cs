using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Planning;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Distribution;
using Weft.Projections.Workflows;
using Xunit;

namespace Weft.Projections.Tests.Distribution;

[Trait("Capability", "Z7")]
public sealed class RunPlanTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    [Fact]
    public void a_run_is_planned_within_its_own_limit_and_so_is_its_bound()
    {
        var plan = Plan(Ground(Four, [Agent("ada", 4)]) with { Limit = 2 }, out var run);
        (plan.Makespan, plan.Bound.Value).ShouldBe((200, 200));
        Codes(run).ShouldContain("parallel-limit");
        Plan(Ground(Four, [Agent("ada", 4)]), out run).Makespan.ShouldBe(100);
        Codes(run).ShouldNotContain("parallel-limit");
    }

    /// <summary>As many as an agent may have, and the run may use at once.</summary>
    [Fact]
    public void all_places_of_an_agent_are_planned_with()
    {
        var tasks = Enumerable.Range(0, 256).Select(i => Task($"t{i}")).ToList();
        Plan(Ground(tasks, [Agent("ada", 256)]), out _).ShouldSatisfyAllConditions(p => p.Makespan.ShouldBe(100), p => p.Bound.Value.ShouldBe(100));
        Plan(Ground(tasks, [Agent("ada", 256)]) with { Limit = 128 }, out var run).Makespan.ShouldBe(200);
        Codes(run).ShouldContain("parallel-limit");
        Plan(Ground(Four, [Agent("ada", 256)]) with { Reserved = 253 }, out _).Makespan.ShouldBe(200, "three are not held back, of all that it has");
    }

    [Fact]
    public void what_is_too_much_for_one_plan_is_refused()
    {
        var run = RunPlan.Of(Ground([.. Enumerable.Range(0, 2_000).Select(i => Task($"t{i}"))], [.. Enumerable.Range(0, 100).Select(i => Agent($"a{i}", 256))]));
        (run.Instance, run.Rejection?.Code).ShouldBe((null, "plan.too-large"));
    }

    /// <summary>One of two places is another run's for 70 s more.</summary>
    [Fact]
    public void what_another_run_holds_keeps_its_place()
    {
        var plan = Plan(Ground([Task("a"), Task("b")], [Agent("ada", 2)]) with { Taken = [Held(Task("x", "other"), 30)] }, out var run);
        plan.Makespan.ShouldBe(170);
        Codes(run).ShouldContain("others-taken");
        Plan(Ground([Task("a"), Task("b")], [Agent("ada", 2)]) with { Taken = [Task("x", "other") with { OfferedTo = "ada" }] }, out _).Makespan.ShouldBe(200, "an offer keeps its place as well");
    }

    /// <summary>Ada is another run's for 5 s more and needs 10 s then; bob is free and needs 1000 s.</summary>
    [Theory]
    [InlineData(Method.Default)]
    [InlineData(Method.Exact)]
    public void a_task_waits_for_an_agent_that_is_so_much_quicker(Method method)
    {
        var ground = Ground([Task("a")], [Agent("ada", 1) with { PaceRatio = 0.1 }, Agent("bob", 1) with { PaceRatio = 10 }]);
        var run = RunPlan.Of(ground with { Taken = [Held(Task("x", "other"), 5)] });
        var plan = Planner.Plan(run.Instance!, method, PlanBudget.Ordinary(run.Instance!));
        (run.Instance!.Agents[plan.Schedule.Slots[0].Agent], plan.Makespan, plan.Bound.Value, plan.IsOptimal).ShouldBe(("ada", 15, 15, true));
    }

    [Fact]
    public void places_that_are_held_back_are_for_urgent_tasks()
    {
        Plan(Ground([Task("a"), Task("b")], [Agent("ada", 1), Agent("bob", 1)]) with { Reserved = 1 }, out var run).Makespan.ShouldBe(200);
        Codes(run).ShouldContain("reserved");
        Plan(Ground([Task("a"), Task("b") with { Priority = 900 }], [Agent("ada", 1), Agent("bob", 1)]) with { Reserved = 1 }, out _).Makespan.ShouldBe(100);
    }

    /// <summary>Both are on one agent already: bob takes the third, and nothing goes before what is held.</summary>
    [Fact]
    public void what_the_run_holds_and_is_offered_goes_on_where_it_is()
    {
        var plan = Plan(Ground([Held(Task("a"), 40), Task("b") with { OfferedTo = "ada" }, Task("c")], [Agent("ada", 2), Agent("bob", 1)]), out var run);
        plan.Schedule.Slots.Select((s, t) => (run.Instance!.Tasks[t].Id, run.Instance.Agents[s.Agent], s.Start, s.End))
            .ShouldBe([("a", "ada", 0, 60), ("b", "ada#2", 0, 100), ("c", "bob", 0, 100)]);
        Plan(Ground([Held(Task("a"), 140)], [Agent("ada", 1)]), out run).Makespan.ShouldBe(1);
        Codes(run).ShouldContain("overdue");
    }

    /// <summary>Of 100 s the last 40 were left when it was taken 30 s ago; of an offer nothing is done.</summary>
    [Fact]
    public void what_went_on_from_a_checkpoint_has_only_the_rest_left()
    {
        var ground = Ground([Held(Task("a"), 30)], [Agent("ada", 1)]) with { WentOnFrom = new Dictionary<string, double> { ["w1/a"] = 60, ["other/x"] = 75 } };
        Plan(ground, out _).Makespan.ShouldBe(10);
        Plan(ground with { Tasks = [Task("b")], Taken = [Held(Task("x", "other"), 5)] }, out _).Makespan.ShouldBe(120);
        Plan(ground with { Tasks = [Held(Task("a"), 41)] }, out var late).Makespan.ShouldBe(1);
        Codes(late).ShouldContain("overdue");
    }

    [Fact]
    public void a_plan_says_what_it_rests_on()
    {
        Plan(Ground([Task("a")], [Agent("ada", 1)]), out var bare);
        Codes(bare).ShouldBe(["fails-never", "tiers"]);
        var ground = Ground([Task("a") with { Touches = ["src/a"] }], [Agent("ada", 1)]) with { OthersWait = true, Merges = true, Gates = [Gate("g", "a")] };
        Plan(ground, out var all);
        Codes(all).ShouldBe(["fails-never", "gates", "merges", "others-waiting", "slices", "tiers"]);
        Plan(ground with { IsRunning = false }, out var paused);
        Codes(paused).ShouldBe(["fails-never", "gates", "merges", "not-running", "others-waiting", "slices", "tiers"]);
        all.Assumptions.ShouldAllBe(a => a.Text.Length > 20);
    }

    /// <summary>Nobody writes cobol: b cannot be done, nor what needs it, however far away.</summary>
    [Fact]
    public void what_hangs_on_a_task_that_nobody_can_do_is_left_out_with_it()
    {
        var ground = Ground([Task("a"), Needs(Cobol("b"), "a"), Needs(Task("c"), "b"), Needs(Task("d"), "g"), Task("e")], [Agent("ada", 1)]) with { Gates = [Gate("g", "f"), Gate("f", "c")] };
        var plan = Plan(ground, out var run);
        Gaps(run).ShouldBe([("b", "nobody-able", null), ("c", "needs-task", "b"), ("d", "needs-task", "b")]);
        run.Instance!.Tasks.Select(t => t.Id).ShouldBe(["a", "e"]);
        plan.Makespan.ShouldBe(200);
        Codes(run).ShouldContain("unplanned");
        run.Assumptions.Single(a => a.Code == "unplanned").Text.ShouldStartWith("Tasks left out: 3.");
    }

    [Theory]
    [InlineData(WorkStatus.Failed, false, "failed")]
    [InlineData(WorkStatus.Submitted, true, "merge-failed")]
    public void what_failed_waits_for_a_retry_and_so_does_what_needs_it(WorkStatus status, bool mergeFailed, string code)
    {
        Plan(Ground([Task("a") with { Status = status, MergeFailed = mergeFailed }, Needs(Task("b"), "a"), Task("c")], [Agent("ada", 1)]), out var run);
        Gaps(run).ShouldBe([("a", code, null), ("b", "needs-task", "a")]);
    }

    [Fact]
    public void what_is_merged_or_waits_for_an_answer_holds_nothing_up()
    {
        Plan(Ground([Task("a") with { Status = WorkStatus.Submitted }, Task("b") with { Status = WorkStatus.Conflicted }, Needs(Task("c"), "a", "b")], [Agent("ada", 1)]), out var run);
        Gaps(run).ShouldBeEmpty();
        run.Instance!.Tasks.Select(t => t.Id).ShouldBe(["c"]);
        Codes(run).ShouldContain("conflicts");
        Codes(run).ShouldNotContain("unplanned");
    }

    [Fact]
    public void what_hangs_on_a_gate_that_cannot_pass_is_left_out()
    {
        var tasks = new[] { Task("a"), Needs(Task("b"), "g") };
        Because(Gate("g", "a") with { Status = GateStatus.Failed }).ShouldBe("g");
        Because(Gate("g", "a") with { Status = GateStatus.TimedOut }).ShouldBe("g");
        Because(Gate("g", "a") with { Definitions = [new CheckDefinition("unit", "make", [new SkillRequirement("cobol", 0)], 60)] }).ShouldBe("g", "its check is for nobody here");
        Because(Gate("g", "a") with { Definitions = [new CheckDefinition("unit", "make", [], 60)] }).ShouldBeNull();
        Because(Gate("g", "a") with { Definitions = [new CheckDefinition("unit", "make", [new SkillRequirement("cobol", 0)], 60)] }, runs: false).ShouldBeNull();

        string? Because(GateRow gate, bool runs = true)
        {
            Plan(Ground(tasks, [Agent("ada", 1)]) with { Gates = [gate], RunsChecks = runs }, out var run);
            return Gaps(run) is [("b", "needs-gate", var because)] ? because : Gaps(run).Length == 0 ? null : "something else";
        }
    }

    /// <summary>Of an open gate only those checks are in the way that are still to be taken.</summary>
    [Theory]
    [InlineData(WorkStatus.Ready, null, 1)]
    [InlineData(WorkStatus.Started, "bob", 0)]
    [InlineData(WorkStatus.Completed, null, 0)]
    public void a_check_that_runs_or_is_done_is_not_in_the_way(WorkStatus status, string? holder, int gaps)
    {
        var check = Cobol("check.g.unit.1") with { Kind = WorkKind.Check, Subject = "g", Status = status, Holder = holder };
        Plan(Ground([Needs(Task("b"), "g")], [Agent("ada", 1)]) with { Gates = [Gate("g", "a") with { Status = GateStatus.Open }], Checks = [check] }, out var run);
        Gaps(run).Length.ShouldBe(gaps);
    }

    private static (string Task, string Code, string? Because)[] Gaps(RunPlan run) => [.. run.Unplanned.Select(u => (u.Task, u.Code, u.Because))];

    private static TaskRow Needs(TaskRow task, params string[] needs) => task with { Needs = [.. needs], Status = WorkStatus.Waiting };

    private static TaskRow Cobol(string name) => Task(name) with { Skills = [new SkillRequirement("cobol", 0)] };

    private static GateRow Gate(string name, params string[] after) =>
        new() { Id = TaskRow.IdOf("w1", name), Workflow = "w1", Gate = name, After = [.. after], Status = GateStatus.Waiting, Version = 1, Position = 1 };

    private static IReadOnlyList<TaskRow> Four { get; } = [Task("a"), Task("b"), Task("c"), Task("d")];

    private static string[] Codes(RunPlan run) => [.. run.Assumptions.Select(a => a.Code)];

    private static PlanOutcome Plan(PlanGround ground, out RunPlan run)
    {
        run = RunPlan.Of(ground);
        run.Rejection.ShouldBeNull();
        return Planner.Plan(run.Instance!, Method.Default, PlanBudget.Of(50));
    }

    private static PlanGround Ground(IReadOnlyList<TaskRow> tasks, ImmutableArray<AgentState> agents) =>
        new(tasks, [], [], agents, ChoiceRules.Default, DomainMap.None, 256, Now);

    private static AgentState Agent(string id, int capacity) => new(id, [], AgentTier.Senior, true, capacity, capacity, false, false, 0, 1, []);

    private static TaskRow Held(TaskRow task, double seconds) => task with { Holder = "ada", Status = WorkStatus.Started, AssignedAt = Now.AddSeconds(-seconds), StartedAt = Now.AddSeconds(-seconds) };

    private static TaskRow Task(string name, string run = "w1") => new()
    {
        Id = TaskRow.IdOf(run, name),
        Workflow = run,
        Task = name,
        Kind = WorkKind.Work,
        Status = WorkStatus.Ready,
        Attempt = 1,
        Priority = 5,
        Complexity = Complexity.Simple,
        EstimateSeconds = 100,
        Version = 1,
        Position = 1,
    };
}
