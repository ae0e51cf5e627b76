using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

public sealed class PlannerTests
{
    [Theory]
    [Trait("Capability", "Z7")]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void a_bound_is_never_above_the_best_and_the_exact_search_finds_it(bool transfers, bool bound) =>
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var instance = Drawn.Instance(seed, 5, transfers, bound);
            var best = BruteForce.Best(instance);
            var exact = Planner.Plan(instance, Method.Exact, PlanBudget.Of(1_000_000));
            exact.Makespan.ShouldBe(best, 1e-9);
            exact.IsOptimal.ShouldBeTrue();
            Bound.Of(instance).Value.ShouldBeLessThanOrEqualTo(best + 1e-9);
        }, iter: 150);

    [Fact]
    [Trait("Capability", "G1")]
    public void every_method_keeps_to_agents_durations_dependencies_and_one_task_at_a_time() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Bool, Gen.Bool).Sample((seed, transfers, bound) =>
        {
            var instance = Drawn.Instance(seed, 30, transfers, bound);
            var list = Planner.Plan(instance, Method.List, PlanBudget.OnePass);
            foreach (var method in Enum.GetValues<Method>())
            {
                var plan = Planner.Plan(instance, method, PlanBudget.Of(200));
                plan.Schedule.Broken(instance).ShouldBeNull(method.ToString());
                plan.Makespan.ShouldBeGreaterThanOrEqualTo(plan.Bound.Value - 1e-9);
                (method is Method.Default or Method.Exact && plan.Makespan > list.Makespan + 1e-9).ShouldBeFalse("worse than list scheduling");
            }
        }, iter: 150);

    [Fact]
    public void the_same_instance_and_budget_give_the_same_plan_in_any_culture()
    {
        var instance = Drawn.Instance(42, 40, true, false);
        var plans = new[] { ".", ",", "'" }.Select(separator =>
        {
            var before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
                CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = separator;
                return Planner.Plan(instance, Method.Default, PlanBudget.Of(500));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }).ToList();
        plans.ShouldAllBe(p => p.Schedule.Slots.SequenceEqual(plans[0].Schedule.Slots));
    }

    [Fact]
    [Trait("Capability", "L11")]
    public void the_critical_path_fills_the_makespan()
    {
        var instance = Instance.Create([Task("a", 3), Task("b", 5), Task("c", 2)], ["one", "two"], [new("a", "c"), new("b", "c")], out _)!;
        var plan = Planner.Plan(instance, Method.Default, PlanBudget.OnePass);
        plan.Makespan.ShouldBe(7);
        plan.IsOptimal.ShouldBeTrue();
        plan.Gap.ShouldBe(0);
        plan.Bound.Reason.ShouldBe(Bound.CriticalPath);
        plan.Schedule.CriticalPath(instance).Select(t => instance.Tasks[t].Id).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void five_equal_tasks_on_two_agents_take_three_rounds_and_the_bound_knows()
    {
        var instance = Instance.Create([.. Enumerable.Range(0, 5).Select(i => Task($"t{i}", 10))], ["one", "two"], [], out _)!;
        Bound.Of(instance).ShouldBe(new Bound(30, Bound.Work));
    }

    [Fact]
    public void the_search_stops_when_told()
    {
        var asked = 0;
        var instance = Drawn.Instance(7, 40, true, false);
        Planner.Plan(instance, Method.Default, new PlanBudget(int.MaxValue, () => ++asked >= 3));
        asked.ShouldBeLessThanOrEqualTo(3);
    }

    [Theory]
    [InlineData("plan.cycle")]
    [InlineData("plan.unknown-task")]
    [InlineData("plan.duplicate-task")]
    [InlineData("plan.bad-duration")]
    [InlineData("plan.bad-transfer")]
    [InlineData("plan.nobody-able")]
    [InlineData("plan.unknown-agent")]
    public void what_cannot_be_planned_is_refused_by_name(string code)
    {
        var (tasks, edges) = code switch
        {
            "plan.cycle" => ((ImmutableArray<PlannedTask>)[Task("a", 1), Task("b", 1)], (Dependency[])[new("a", "b"), new("b", "a")]),
            "plan.unknown-task" => ([Task("a", 1)], [new("a", "nobody")]),
            "plan.duplicate-task" => ([Task("a", 1), Task("a", 1)], []),
            "plan.bad-duration" => ([Task("a", -1)], []),
            "plan.bad-transfer" => ([Task("a", 1), Task("b", 1)], [new("a", "b", double.NaN)]),
            "plan.nobody-able" => ([new PlannedTask("a", [])], []),
            _ => ([new PlannedTask("a", [new Option(9, 1)])], []),
        };
        Instance.Create(tasks, ["one", "two"], edges, out var rejection).ShouldBeNull();
        rejection!.Code.ShouldBe(code);
    }

    private static PlannedTask Task(string id, double duration) => new(id, [new Option(0, duration), new Option(1, duration)]);
}
