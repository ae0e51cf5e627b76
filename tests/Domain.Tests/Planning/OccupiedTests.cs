using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

[Trait("Capability", "Z7")]
public sealed class OccupiedTests
{
    /// <summary>Six tasks of 10 s on six agents, two at once: 30 s, and no plan is shorter.</summary>
    [Theory]
    [InlineData(Method.Default)]
    [InlineData(Method.Heft)]
    [InlineData(Method.Cpop)]
    [InlineData(Method.List)]
    [InlineData(Method.Exact)]
    public void no_more_than_the_limit_are_done_at_once(Method method)
    {
        var plan = Planner.Plan(Of(6, 6, [], Occupancy.None with { Limit = 2 }), method, PlanBudget.Of(50));
        (plan.Makespan, plan.Bound.Value, plan.Bound.Reason, plan.IsOptimal).ShouldBe((30, 30, "work", true));
    }

    /// <summary>One of two agents is busy for 25 s: the other does two, and then each one more.</summary>
    [Fact]
    public void a_place_that_is_taken_is_used_when_it_is_free()
    {
        var plan = Planner.Plan(Of(4, 2, [], Occupancy.None with { Busy = Occupancy.None.Busy.Add(0, 25) }), Method.Default, PlanBudget.Of(50));
        plan.Makespan.ShouldBe(35);
        plan.Schedule.Slots.Where(s => s.Agent == 0).ShouldAllBe(s => s.Start >= 25);
    }

    /// <summary>What is under way goes on at once where it is, and its turn is taken.</summary>
    [Fact]
    public void what_is_under_way_is_not_put_behind_anything()
    {
        var tasks = ImmutableArray.Create(new PlannedTask("a", [new Option(0, 100), new Option(1, 100)]), new PlannedTask("held", [new Option(0, 7)]));
        var plan = Planner.Plan(Instance.Create(tasks, ["x", "y"], [], out _, new Occupancy(1, Occupancy.None.Busy, ["held"]))!, Method.Default, PlanBudget.Of(50));
        plan.Schedule.Slots.Select(s => (s.Start, s.End)).ShouldBe([(7, 107), (0, 7)]);
    }

    /// <summary>The quick one is busy for 5 s and needs 10; the other is free and needs 1000.</summary>
    [Theory]
    [InlineData(Method.Default)]
    [InlineData(Method.Heft)]
    [InlineData(Method.Exact)]
    public void a_task_waits_for_an_agent_that_ends_it_sooner(Method method)
    {
        var tasks = ImmutableArray.Create(new PlannedTask("a", [new Option(0, 10), new Option(1, 1000)]));
        var instance = Instance.Create(tasks, ["quick", "tardy"], [], out _, Occupancy.None with { Busy = Occupancy.None.Busy.Add(0, 5) })!;
        var plan = Planner.Plan(instance, method, PlanBudget.OnePass);
        (plan.Schedule.Slots[0], plan.Bound, plan.IsOptimal).ShouldBe((new Slot(0, 5, 15), new Bound(15, Bound.CriticalPath), true));
    }

    /// <summary>By 25 s the free one has done 25 s of the 40; what is left they share.</summary>
    [Fact]
    public void what_agents_can_do_counts_from_when_they_are_free()
    {
        var occupied = Of(4, 2, [], Occupancy.None with { Busy = Occupancy.None.Busy.Add(0, 25) });
        Bound.Of(occupied).ShouldBe(new Bound(33, Bound.Work));
        Bound.Of(Of(4, 2, [], occupied.Occupied with { Limit = 1 })).ShouldBe(new Bound(40, Bound.Work));
        var two = Occupancy.None with { Limit = 2, Busy = Occupancy.None.Busy.Add(1, 30).Add(2, 30) };
        Bound.Of(Of(8, 3, [], two)).ShouldBe(new Bound(55, Bound.Work), "30 by one, and then two at once");
    }

    /// <summary>Both turns are taken for 10 s: the third begins then, on a third agent.</summary>
    [Fact]
    public void nothing_begins_before_there_is_a_turn() =>
        Bound.Of(Of(3, 3, [], new Occupancy(2, Occupancy.None.Busy, ["t0", "t1"]))).ShouldBe(new Bound(20, Bound.CriticalPath));

    [Fact]
    public void exact_search_finds_what_trying_everything_finds_and_no_bound_is_above_it() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 6], Gen.Bool).Sample((seed, most, transfers) =>
        {
            var instance = Drawn.Occupied(seed, most, transfers);
            var best = BruteForce.Best(instance);
            Bound.Of(instance).Value.ShouldBeLessThanOrEqualTo(best + 1e-9);
            var exact = Planner.Plan(instance, Method.Exact, PlanBudget.Of(1_000_000));
            exact.Schedule.Broken(instance).ShouldBeNull();
            (exact.Makespan, exact.Bound.Value, exact.IsOptimal).ShouldBe((best, best, true));
            var search = new ExactSearch(instance, Way.Of(instance), ListScheduling.Greedy(instance, [.. Enumerable.Range(0, instance.Count)]), 0, PlanBudget.Of(1_000_000));
            (search.Run().Makespan, search.IsProven).ShouldBe((best, true), "from a worse plan");
            foreach (var method in Enum.GetValues<Method>())
            {
                var plan = Planner.Plan(instance, method, PlanBudget.Of(20));
                plan.Makespan.ShouldBeGreaterThanOrEqualTo(best - 1e-9);
                (plan.IsOptimal && plan.Makespan > best + 1e-9).ShouldBeFalse("said to be optimal");
            }
        }, iter: 400);

    [Fact]
    public void whatever_is_occupied_a_plan_holds_to_it_and_its_bound_is_one() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 30], Gen.Int[1, 6], Gen.Int[1, 6]).Sample((seed, count, agents, limit) =>
        {
            var random = new Random(seed);
            var started = Enumerable.Range(0, Math.Min(count, Math.Min(agents, limit))).Where(_ => random.Next(3) == 0).ToList();
            var busy = Enumerable.Range(0, agents).Where(a => !started.Contains(a) && random.Next(3) == 0).ToImmutableDictionary(a => a, _ => random.NextDouble() * 30);
            var links = Enumerable.Range(0, count).SelectMany(t => Enumerable.Range(0, t).Where(_ => random.Next(6) == 0 && !started.Contains(t)).Select(b => (b, t))).ToArray();
            var instance = Of(count, agents, links, new Occupancy(limit, busy, [.. started.Select(s => $"t{s}")]), random);
            foreach (var method in Enum.GetValues<Method>())
            {
                var plan = Planner.Plan(instance, method, PlanBudget.Of(30));
                plan.Schedule.Broken(instance).ShouldBeNull();
                plan.Makespan.ShouldBeGreaterThanOrEqualTo(plan.Bound.Value - 1e-6);
                started.ShouldAllBe(s => plan.Schedule.Slots[s].Start == 0);
                plan.Schedule.Slots.Where((s, t) => !started.Contains(t)).ShouldAllBe(s => s.Start >= busy.GetValueOrDefault(s.Agent));
                plan.Schedule.Slots.ShouldAllBe(s => plan.Schedule.Slots.Count(o => o.Start <= s.Start && o.End > s.Start) <= limit);
            }
        }, iter: 200);

    /// <summary>A started task runs on the agent of its number.</summary>
    private static Instance Of(int count, int agents, (int Before, int After)[] links, Occupancy occupied, Random? random = null) => Instance.Create(
        [.. Enumerable.Range(0, count).Select(t => new PlannedTask($"t{t}", occupied.Started.Contains($"t{t}")
            ? [new Option(t, 10)] : [.. Enumerable.Range(0, agents).Select(a => new Option(a, random?.Next(1, 20) ?? 10))]))],
        [.. Enumerable.Range(0, agents).Select(a => $"a{a}")], links.Select(l => new Dependency($"t{l.Before}", $"t{l.After}")), out _, occupied)!;
}
