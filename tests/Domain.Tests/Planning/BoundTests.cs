using System.Collections.Immutable;
using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

[Trait("Capability", "Z7")]
public sealed class BoundTests
{
    /// <summary>One is twice as fast as the other: of thirty tasks it does twenty.</summary>
    [Fact]
    public void agents_count_as_much_as_they_are_fast()
    {
        var instance = Of(2, Enumerable.Repeat(Options((0, 10), (1, 20)), 30));
        Bound.Of(instance).Value.ShouldBe(200);
        var plan = Planner.Plan(instance, Method.Default, PlanBudget.OnePass);
        (plan.Makespan, plan.IsOptimal).ShouldBe((200, true));
    }

    /// <summary>At most one at once: the fast one does it all.</summary>
    [Fact]
    public void under_a_limit_the_fastest_count() =>
        Bound.Of(Of(2, Enumerable.Repeat(Options((0, 10), (1, 20)), 30), new Occupancy(1, ImmutableDictionary<int, double>.Empty, []))).Value.ShouldBe(300);

    [Fact]
    public void no_schedule_is_shorter_where_agents_are_faster_or_slower_for_all_alike() =>
        Gen.Select(Gen.Int[1, 20].Array[1, 6], Gen.Int[2, 9].Array[2, 3]).Sample((works, paces) =>
        {
            var instance = Of(paces.Length, works.Select(w => Options([.. paces.Select((p, a) => (a, w * p / 4.0))])));
            Bound.Of(instance).Value.ShouldBeLessThanOrEqualTo(BruteForce.Best(instance) + 1e-9);
        }, iter: 150);

    /// <summary>A hundred agents have one task each that is theirs alone; one has fifty.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void what_only_one_can_do_counts_however_many_others_have_something_of_their_own(int others)
    {
        var instance = Of(others + 1, [.. Enumerable.Range(1, others).Select(a => Options((a, 3))), .. Enumerable.Repeat(Options((0, 10)), 50)]);
        Bound.Of(instance).ShouldBe(new Bound(500, Bound.WorkOfSome));
    }

    /// <summary>Two agents share twenty tasks of 10 s, and each has three of its own.</summary>
    [Fact]
    public void what_is_bound_to_a_part_of_a_set_is_work_of_the_set()
    {
        var shared = Enumerable.Repeat(Options((0, 10), (1, 10)), 20);
        var own = Enumerable.Repeat(Options((0, 10)), 3).Concat(Enumerable.Repeat(Options((1, 10)), 3));
        var elsewhere = Enumerable.Range(2, 90).Select(a => Options((a, 1)));
        Bound.Of(Of(92, [.. shared, .. own, .. elsewhere])).ShouldBe(new Bound(130, Bound.WorkOfSome));
    }

    /// <summary>What is left out for its size is never what makes a bound larger.</summary>
    [Fact]
    public void what_is_known_already_changes_no_bound() =>
        Gen.Select(Gen.Select(Gen.Int[0, 40], Gen.Int[0, 20], Gen.Int[0, 40]).Array[1, 60], Gen.Int[1, 4], Gen.Int[0, 300]).Sample((drawn, agents, known) =>
        {
            var tasks = Array.ConvertAll(drawn, d => new Burden(d.Item1, d.Item2, d.Item3));
            Math.Max(known, Burden.Least(tasks, agents, known)).ShouldBe(Math.Max(known, Burden.Least(tasks, agents, 0)));
            Math.Max(known, Burden.Shared(tasks, agents * 0.7, known)).ShouldBe(Math.Max(known, SharedByAll(tasks, agents * 0.7)), 1e-9);
        }, iter: 1_500);

    private static double SharedByAll(Burden[] tasks, double agents) => (from h in tasks
                                                                         from t in tasks
                                                                         let some = tasks.Where(o => o.Head >= h.Head && o.Tail >= t.Tail).ToList()
                                                                         where some.Count > 0
                                                                         select h.Head + (some.Sum(s => s.Work) / agents) + t.Tail).Max();

    private static ImmutableArray<Option> Options(params (int Agent, double Seconds)[] options) => [.. options.Select(o => new Option(o.Agent, o.Seconds))];

    private static Instance Of(int agents, IEnumerable<ImmutableArray<Option>> tasks, Occupancy? occupied = null) => Instance.Create(
        [.. tasks.Select((t, i) => new PlannedTask($"t{i}", t))], [.. Enumerable.Range(0, agents).Select(a => $"a{a}")], [], out _, occupied).ShouldNotBeNull();
}
