using System.Collections.Immutable;

namespace Weft.Domain.Metrics;

/// <summary>How evenly something is spread over agents.</summary>
/// <param name="Variation">coefficient of variation: population standard deviation / mean</param>
/// <param name="Gini">0 is even, near 1 is all with one</param>
public sealed record Spread(double Total, double Mean, double Min, double Max, double Variation, double Gini)
{
    /// <summary>Null for no values.</summary>
    public static Spread? Of(IEnumerable<double?> figures)
    {
        var sorted = figures.OfType<double>().Order().ToArray();
        if (sorted.Length == 0)
        {
            return null;
        }

        var (n, total) = (sorted.Length, sorted.Sum());
        var mean = total / n;
        var deviation = Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / n);
        var ranked = sorted.Select((v, i) => (2.0 * (i + 1) - n - 1) * v).Sum();
        return new(total, mean, sorted[0], sorted[^1], mean == 0 ? 0 : deviation / mean, total == 0 ? 0 : ranked / (n * total));
    }
}

/// <summary>What one agent's commands cost in a run, as its operating system said; null where it does not tell.</summary>
public sealed record AgentCost(string Agent, int Attempts, long RunMs, long CpuMs, long? PeakMemoryBytes, long? ReadBytes, long? WriteBytes, long? NetworkBytes)
{
    public long? StorageBytes => ReadBytes is null && WriteBytes is null ? null : (ReadBytes ?? 0) + (WriteBytes ?? 0);

    public static ImmutableArray<AgentCost> Of(RunRecord run) =>
    [
        .. run.Tasks.SelectMany(t => t.History.Costs).GroupBy(c => c.Agent, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new AgentCost(
            g.Key, g.Count(), g.Sum(c => c.DurationMs), g.Sum(c => c.CpuMs), g.Max(c => c.PeakMemoryBytes),
            Sum(g, c => c.ReadBytes), Sum(g, c => c.WriteBytes), Sum(g, c => c.NetworkBytes))),
    ];

    private static long? Sum(IEnumerable<Cost> costs, Func<Cost, long?> figure) =>
        costs.Select(figure).OfType<long>().ToArray() is { Length: > 0 } known ? known.Sum() : null;
}
