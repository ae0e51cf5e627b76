using System.Diagnostics;
using Weft.Domain.Planning;

namespace Weft.Benchmarks.Scheduling;

/// <summary>One instance planned in every way that the figures ask for.</summary>
/// <param name="OnePass">built in one go, no search</param>
/// <param name="Default">the planner's default</param>
/// <param name="Timed">a search of one second; null where one pass is proven best already</param>
public sealed record PlannedRun(
    KnownInstance Known, PlanOutcome OnePass, PlanOutcome Default, PlanOutcome? Timed, double List, double DefaultMs, string? Broken)
{
    private const double Second = 1;

    public double SimpleBound { get; init; }

    public double Best1s => Math.Min(Default.Makespan, Timed?.Makespan ?? double.PositiveInfinity);

    public static PlannedRun Of(KnownInstance known, int agents)
    {
        var instance = known.ToInstance(agents);
        var onePass = Planner.Plan(instance, Method.Default, PlanBudget.OnePass);
        var watch = Stopwatch.StartNew();
        var ordinary = Planner.Plan(instance, Method.Default, PlanBudget.Ordinary(instance));
        var ms = watch.Elapsed.TotalMilliseconds;
        PlanOutcome? timed = null;
        if (known.Kind is InstanceKind.JobShop or InstanceKind.FlexibleJobShop && !ordinary.IsOptimal)
        {
            watch.Restart();
            timed = Planner.Plan(instance, Method.Default, new PlanBudget(int.MaxValue, () => watch.Elapsed.TotalSeconds >= Second));
        }

        var list = Planner.Plan(instance, Method.List, PlanBudget.OnePass).Schedule;
        var broken = new[] { onePass, ordinary, timed }.Select(p => p?.Schedule.Broken(instance)).FirstOrDefault(b => b is not null);
        return new PlannedRun(known, onePass, ordinary, timed, list.Makespan, ms, broken)
        {
            SimpleBound = known.ByAgents.GetValueOrDefault(agents)?.LowerBound ?? ordinary.Bound.Value,
        };
    }

    public string ToLine()
    {
        var best = Known.Best is { } known ? FormattableString.Invariant($" best-known {known:0.##}") : "";
        var timed = Timed is null ? "" : FormattableString.Invariant($" one-second {Timed.Makespan:0.##} ({Timed.Steps} moves)");
        return FormattableString.Invariant(
            $"{Known.Name,-36} tasks {Known.Tasks.Count,5} makespan {Default.Makespan:0.##} ({Default.BuiltBy}, {DefaultMs:0.0} ms) bound {Default.Bound.Value:0.##} ({Default.Bound.Reason}) gap {Default.Gap:0.0000} one-pass {OnePass.Makespan:0.##}{timed}{best} list {List:0.##}")
            + (Broken is null ? "" : " BROKEN: " + Broken);
    }
}
