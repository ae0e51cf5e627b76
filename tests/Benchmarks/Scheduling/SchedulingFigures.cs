using Weft.Domain.Planning;

namespace Weft.Benchmarks.Scheduling;

/// <summary>The figures of the runs: medians per kind, and how many answers agree with what is known.</summary>
public static class SchedulingFigures
{
    private const int Agents = 8;
    private const double Tolerance = 1e-6;

    public static void Add(List<PlannedRun> runs, Dictionary<string, double> figures, Dictionary<string, Target> targets)
    {
        var checks = new List<bool>();
        foreach (var run in runs)
        {
            checks.Add(run.Broken is null && Plausible(run));
        }

        foreach (var run in runs.Where(r => r.Known.Kind == InstanceKind.CostTable))
        {
            CostTable(run, figures, targets, checks);
        }

        Workflows([.. runs.Where(r => r.Known.Kind == InstanceKind.Workflow)], figures, targets, checks);
        Shops("jobshop", [.. runs.Where(r => r.Known.Kind == InstanceKind.JobShop && r.Known.Best > 0)], figures, targets);
        Shops("flexible", [.. runs.Where(r => r.Known.Kind == InstanceKind.FlexibleJobShop && r.Known.Best > 0)], figures, targets);
        figures["instances"] = runs.Count;
        figures["agreement"] = checks.Count == 0 ? 0 : checks.Count(c => c) / (double)checks.Count;
        targets["agreement"] = new(1, null);
    }

    /// <summary>Nothing shorter than a proven bound, and our bound not above what somebody reached.</summary>
    private static bool Plausible(PlannedRun run)
    {
        var lower = run.Known.Kind == InstanceKind.Workflow ? run.SimpleBound : run.Known.Expected.GetValueOrDefault("lowerBound", 0);
        var upper = run.Known.Kind == InstanceKind.Workflow ? run.Known.ByAgents.GetValueOrDefault(Agents)?.ListInArbitraryOrder : run.Known.Best;
        return run.Best1s >= lower - Tolerance && run.Default.Bound.Value <= (upper ?? double.PositiveInfinity) + Tolerance;
    }

    private static void CostTable(PlannedRun run, Dictionary<string, double> figures, Dictionary<string, Target> targets, List<bool> checks)
    {
        var instance = run.Known.ToInstance(0);
        var name = run.Known.Name;
        figures[$"{name}_default"] = run.Default.Makespan;
        figures[$"{name}_one_pass"] = run.OnePass.Makespan;
        Known("heft", Method.Heft, true);
        Known("cpop", Method.Cpop, false);
        if (run.Known.Expected.TryGetValue("heft", out var heft))
        {
            targets[$"{name}_default"] = new(null, heft);
        }

        var exact = Planner.Plan(instance, Method.Exact, PlanBudget.Of(2_000_000));
        figures[$"{name}_exact"] = exact.Makespan;
        figures[$"{name}_exact_nodes"] = exact.Steps;
        if (run.Known.Expected.TryGetValue("optimum", out var optimum))
        {
            targets[$"{name}_exact"] = new(optimum, optimum);
            checks.Add(Math.Abs(exact.Makespan - optimum) < Tolerance);
        }

        void Known(string method, Method how, bool binding)
        {
            figures[$"{name}_{method}"] = Planner.Plan(instance, how, PlanBudget.OnePass).Makespan;
            if (run.Known.Expected.TryGetValue(method, out var answer))
            {
                checks.Add(Math.Abs(figures[$"{name}_{method}"] - answer) < Tolerance || !binding);
                targets[$"{name}_{method}"] = new(answer, answer);
            }
        }
    }

    private static void Workflows(List<PlannedRun> runs, Dictionary<string, double> figures, Dictionary<string, Target> targets, List<bool> checks)
    {
        if (runs.Count == 0)
        {
            return;
        }

        figures["workflow_to_bound_median"] = Median(runs.Select(r => Ratio(r.Default.Makespan, r.Default.Bound.Value)));
        figures["workflow_to_simple_bound_median"] = Median(runs.Select(r => Ratio(r.Default.Makespan, r.SimpleBound)));
        figures["workflow_worse_than_list"] = runs.Count(r => r.Default.Makespan > ListOf(r) + Tolerance);
        checks.AddRange(runs.Select(r => r.Default.Makespan <= ListOf(r) + Tolerance));
        targets["workflow_to_bound_median"] = new(null, 1.02);
        targets["workflow_to_simple_bound_median"] = new(null, 1.02);
        targets["workflow_worse_than_list"] = new(null, 0);

        static double ListOf(PlannedRun run) => Math.Min(run.List, run.Known.ByAgents.GetValueOrDefault(Agents)?.ListInArbitraryOrder ?? run.List);
    }

    private static void Shops(string name, List<PlannedRun> runs, Dictionary<string, double> figures, Dictionary<string, Target> targets)
    {
        if (runs.Count == 0)
        {
            return;
        }

        figures[$"{name}_one_pass_median"] = Median(runs.Select(r => Ratio(r.OnePass.Makespan, r.Known.Best!.Value)));
        figures[$"{name}_default_median"] = Median(runs.Select(r => Ratio(r.Default.Makespan, r.Known.Best!.Value)));
        figures[$"{name}_one_second_median"] = Median(runs.Select(r => Ratio(r.Best1s, r.Known.Best!.Value)));
        figures[$"{name}_one_second_worst"] = runs.Max(r => Ratio(r.Best1s, r.Known.Best!.Value));
        targets[$"{name}_one_pass_median"] = new(null, 1.15);
        targets[$"{name}_one_second_median"] = new(null, 1.05);
    }

    private static double Ratio(double makespan, double bound) => bound <= 0 ? 1 : makespan / bound;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
