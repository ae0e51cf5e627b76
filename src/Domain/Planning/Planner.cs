using System.Collections.Immutable;

namespace Weft.Domain.Planning;

/// <summary>How to plan: the planner's own way, one of the published ones, plain list scheduling, or an exact search.</summary>
public enum Method { Default, Heft, Cpop, List, Exact }

/// <param name="Steps">how many moves the search may make, or how many nodes the exact search may open</param>
/// <param name="Enough">asked now and then; true ends the search with the best found so far. Domain has no clock: a limit in time is the caller's</param>
public sealed record PlanBudget(int Steps, Func<bool> Enough)
{
    /// <summary>No search at all: the best of the schedules built in one go.</summary>
    public static PlanBudget OnePass { get; } = new(0, () => false);

    /// <summary>What a plan costs when nobody says otherwise: some hundred moves, fewer when each is dear.</summary>
    public static PlanBudget Ordinary(Instance instance) => Of((int)Math.Clamp(10_000_000L / (1 + instance.Options.Sum(o => 1L + o.Length)), 20, 2_000));

    public static PlanBudget Of(int steps) => new(steps, () => false);
}

/// <summary>A plan with its certificate: nothing can be shorter than the bound, and the gap says how far from it the plan may be.</summary>
/// <param name="IsOptimal">shown to be the best: it meets the bound, or everything else was ruled out</param>
/// <param name="Steps">moves made or nodes opened</param>
public sealed record PlanOutcome(Schedule Schedule, Bound Bound, bool IsOptimal, string BuiltBy, long Steps)
{
    public double Makespan => Schedule.Makespan;

    /// <summary>0.02: the plan is at most 2 % longer than the bound.</summary>
    public double Gap => Bound.Value <= 0 ? 0 : Math.Max(0, (Makespan / Bound.Value) - 1);
}

public static class Planner
{
    public static PlanOutcome Plan(Instance instance, Method method, PlanBudget budget)
    {
        var way = Way.Of(instance);
        var bound = Bound.Of(instance, way);
        return method switch
        {
            _ when instance.Count == 0 => Built(new Schedule([]), bound, "nothing"),
            Method.Exact => Exact(instance, way, bound, budget),
            _ when instance.IsOccupied => new OccupiedPlan(instance, way).Plan(method, bound, budget),
            Method.Heft => Built(Heft.Plan(instance), bound, "heft"),
            Method.Cpop => Built(Heft.PlanCriticalPath(instance), bound, "cpop"),
            Method.List => Built(ListScheduling.Greedy(instance, InFileOrder(instance)), bound, "list"),
            _ => Improved(instance, way, bound, budget),
        };
    }

    private static int[] InFileOrder(Instance instance) => [.. Enumerable.Range(0, instance.Count)];

    private static PlanOutcome Built(Schedule schedule, Bound bound, string by) => new(schedule, bound, Meets(schedule, bound), by, 0);

    private static bool Meets(Schedule schedule, Bound bound) => schedule.Makespan <= bound.Value * (1 + 1e-9);

    private static PlanOutcome Improved(Instance instance, Way way, Bound bound, PlanBudget budget)
    {
        var first = Portfolio.Best(instance, way, bound);
        if (budget.Steps <= 0 || Meets(first.Schedule, bound))
        {
            return Built(first.Schedule, bound, first.By);
        }

        var search = new Improvement(instance, first.Schedule, 1);
        var improved = search.Run(bound.Value, budget.Steps, budget.Enough);
        return improved.Makespan < first.Schedule.Makespan
            ? Built(improved, bound, first.By + "+search") with { Steps = search.Steps }
            : Built(first.Schedule, bound, first.By) with { Steps = search.Steps };
    }

    private static PlanOutcome Exact(Instance instance, Way way, Bound bound, PlanBudget budget)
    {
        var some = budget with { Steps = Math.Min(budget.Steps, 2_000) };
        var start = instance.IsOccupied ? new OccupiedPlan(instance, way).Plan(Method.Default, bound, some) : Improved(instance, way, bound, some);
        if (start.IsOptimal)
        {
            return start;
        }

        var search = new ExactSearch(instance, way, start.Schedule, bound.Value, budget);
        var best = search.Run();
        return new PlanOutcome(best, search.IsProven ? bound with { Value = best.Makespan, Reason = "search" } : bound,
            search.IsProven || Meets(best, bound), "exact", search.Nodes);
    }
}
