using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <param name="ErrorSeconds">one standard deviation</param>
/// <param name="Samples">results it rests on; 0: the estimate, at the agent's general pace</param>
public readonly record struct Prediction(double Seconds, double ErrorSeconds, int Samples);

/// <summary>How long an agent will need for a task: learnt for the kind of task, drawn towards the agent's general pace while there are
/// few results, and the estimate where there are none.</summary>
public static class Predict
{
    public const int MaxFamilies = 32;
    private const double PriorSamples = 2;
    private const double PriorDeviation = 0.5;
    private const double Least = 0.01;
    private const double Most = 100;

    public static Prediction For(OpenTask task, AgentState agent)
    {
        var estimate = Math.Max(1, task.EstimateSeconds);
        if (Known(agent, task.Family) is not { } baseline)
        {
            return new Prediction(Math.Round(estimate * agent.PaceRatio, 3), Math.Round(estimate * agent.PaceRatio * PriorDeviation, 3), 0);
        }

        var n = Math.Min(baseline.Count, 1_000);
        var ratio = ((n * baseline.Ratio) + (PriorSamples * agent.PaceRatio)) / (n + PriorSamples);
        var deviation = ((n * baseline.Deviation) + (PriorSamples * PriorDeviation * agent.PaceRatio)) / (n + PriorSamples);
        return new Prediction(Math.Round(estimate * ratio, 3), Math.Round(estimate * deviation, 3), baseline.Count);
    }

    private static Baseline? Known(AgentState agent, string family)
    {
        foreach (var baseline in agent.Baselines)
        {
            if (baseline.Family == family)
            {
                return baseline;
            }
        }

        return null;
    }

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
