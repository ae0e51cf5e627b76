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

    /// <summary>One of two places is another run's for 70 s more.</summary>
    [Fact]
    public void what_another_run_holds_keeps_its_place()
    {
        var plan = Plan(Ground([Task("a"), Task("b")], [Agent("ada", 2)]) with { Taken = [Held(Task("x", "other"), 30)] }, out var run);
        plan.Makespan.ShouldBe(170);
        Codes(run).ShouldContain("others-taken");
        Plan(Ground([Task("a"), Task("b")], [Agent("ada", 2)]) with { Taken = [Task("x", "other") with { OfferedTo = "ada" }] }, out _).Makespan.ShouldBe(200, "an offer keeps its place as well");
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

    [Fact]
    public void a_plan_says_what_it_rests_on()
    {
        Plan(Ground([Task("a")], [Agent("ada", 1)]), out var bare);
        Codes(bare).ShouldBe(["fails-never", "tiers"]);
        var ground = Ground([Task("a") with { Touches = ["src/a"] }], [Agent("ada", 1)]) with { OthersWait = true, Merges = true, Gates = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("g", ["a"]) };
        Plan(ground, out var all);
        Codes(all).ShouldBe(["fails-never", "gates", "merges", "others-waiting", "slices", "tiers"]);
        all.Assumptions.ShouldAllBe(a => a.Text.Length > 20);
    }

    private static IReadOnlyList<TaskRow> Four { get; } = [Task("a"), Task("b"), Task("c"), Task("d")];

    private static string[] Codes(RunPlan run) => [.. run.Assumptions.Select(a => a.Code)];

    private static PlanOutcome Plan(PlanGround ground, out RunPlan run)
    {
        run = RunPlan.Of(ground);
        run.Rejection.ShouldBeNull();
        return Planner.Plan(run.Instance!, Method.Default, PlanBudget.Of(50));
    }

    private static PlanGround Ground(IReadOnlyList<TaskRow> tasks, ImmutableArray<AgentState> agents) =>
        new(tasks, ImmutableDictionary<string, ImmutableArray<string>>.Empty, [], agents, ChoiceRules.Default, DomainMap.None, 256, Now);

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
