using System.Collections.Immutable;

namespace Weft.Domain.Agents;

/// <summary>What has been learnt about an agent and a kind of task: how its durations compare with the estimates.</summary>
/// <param name="Ratio">duration divided by estimate, on average</param>
/// <param name="Deviation">standard deviation of that ratio</param>
public sealed record Baseline(string Family, int Count, double Ratio, double Deviation);

/// <summary>Learning how long an agent takes for each kind of task.</summary>
public static class Baselines
{
    public const int MaxFamilies = 32;
    private const double Least = 0.01;
    private const double Most = 100;

    /// <summary>A result more. Old results fade: the newest counts at least a twentieth. Only so many kinds are kept, the best known.</summary>
    public static ImmutableArray<Baseline> Learn(ImmutableArray<Baseline> known, string family, double durationSeconds, double estimateSeconds)
    {
        var ratio = Math.Clamp(durationSeconds / Math.Max(1, estimateSeconds), Least, Most);
        var at = known.Select(b => b.Family).ToList().IndexOf(family);
        if (at < 0)
        {
            var rarest = known.Length < MaxFamilies ? null : known.OrderBy(b => b.Count).ThenBy(b => b.Family, StringComparer.Ordinal).First();
            var kept = rarest is null ? known : known.Remove(rarest);
            return [.. kept.Add(new Baseline(family, 1, Math.Round(ratio, 4), 0)).OrderBy(b => b.Family, StringComparer.Ordinal)];
        }

        var old = known[at];
        var weight = Math.Max(0.05, 1.0 / (old.Count + 1));
        var difference = ratio - old.Ratio;
        var variance = (1 - weight) * ((old.Deviation * old.Deviation) + (weight * difference * difference));
        return known.SetItem(at, new Baseline(
            family, old.Count + 1, Math.Round(old.Ratio + (weight * difference), 4), Math.Round(Math.Sqrt(variance), 4)));
    }
}
