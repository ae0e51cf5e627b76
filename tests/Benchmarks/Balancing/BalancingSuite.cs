using Weft.Domain.Balancing;
using Weft.Domain.Simulation;
using Weft.Domain.Workspaces;

namespace Weft.Benchmarks.Balancing;

/// <summary>Injects an imbalance into a simulated workspace, once with balancing and once without, over several seeds. One line a scenario and
/// seed on the error stream; the figures are the medians, and of the windows the worst.</summary>
public static class BalancingSuite
{
    private const int Seeds = 9;

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        var runs = new List<(string Name, double Off, double On, double Windows, bool Heard)>();
        foreach (var injected in Enumerable.Range(1, Seeds).SelectMany(BalancingScenarios.All))
        {
            cancellation.ThrowIfCancellationRequested();
            var on = Simulator.Run(injected.Scenario);
            var off = Simulator.Run(injected.Scenario with { Policy = injected.Scenario.Policy with { Balancing = new BalancingPolicy { Enabled = false } } });
            runs.Add((injected.Name, off.Makespan, on.Makespan, WindowsUntil(injected, on), IsHeard(injected.Scenario)));
            await Console.Error.WriteLineAsync(FormattableString.Invariant(
                $"{injected.Name,-14} seed {injected.Scenario.Seed} off {off.Makespan,8:0} s  on {on.Makespan,8:0} s  better by {1 - (on.Makespan / off.Makespan):0.0%}  noticed in {runs[^1].Windows} windows  {Answers(on)}"));
        }

        var (figures, targets) = (new Dictionary<string, double>(), new Dictionary<string, Target>());
        foreach (var group in runs.GroupBy(r => r.Name))
        {
            figures[$"{group.Key}_off_s"] = Math.Round(Median(group.Select(r => r.Off)), 1);
            figures[$"{group.Key}_on_s"] = Math.Round(Median(group.Select(r => r.On)), 1);
            figures[$"{group.Key}_better"] = Math.Round(Median(group.Select(r => 1 - (r.On / r.Off))), 4);
            figures[$"{group.Key}_noticed"] = Math.Round(group.Average(r => double.IsFinite(r.Windows) ? 1.0 : 0), 4);
            figures[$"{group.Key}_windows"] = group.Select(r => r.Windows).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            targets[$"{group.Key}_better"] = new(0.25, null);
            targets[$"{group.Key}_noticed"] = new(1, null);
            if (group.First().Heard)
            {
                targets[$"{group.Key}_windows"] = new(null, 2);
            }
        }

        return new SuiteResult("balancing", figures, targets);
    }

    /// <summary>Whether the work of a window is heard of at its end: where nothing is saved, nobody can know that a task is slow before its time is over.</summary>
    private static bool IsHeard(Scenario scenario) => scenario.CheckpointEvery is > 0 and <= 0.1;

    /// <summary>Windows from the one in which it went wrong to the one at whose end it was told.</summary>
    private static double WindowsUntil(Injected injected, SimulatedHistory history)
    {
        var window = injected.Scenario.Policy.BalancingInForce().WindowSeconds;
        var told = history.Of<TriggerRaised>().Where(t => t.Event.Kind == injected.Trigger && t.Seconds > injected.At).Select(t => t.Seconds).DefaultIfEmpty(double.PositiveInfinity).First();
        return Math.Round((told / window) - Math.Floor(injected.At / window), 2);
    }

    private static string Answers(SimulatedHistory on) => FormattableString.Invariant(
        $"moves {on.Of<TasksMigrated>().Sum(m => m.Event.Moves.Length)} scaled to {on.Of<AgentsScaled>().Select(s => s.Event.To).DefaultIfEmpty(0).Max()} paths {on.Of<PathPrioritised>().Count()} learners {on.Of<CapabilityExpanded>().Count()}");

    private static double Median(IEnumerable<double> figures) => figures.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}
