using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>The four figures of a window against their thresholds.</summary>
internal static class Readings
{
    /// <summary>All that the window gives evidence of. Of what is watched and cannot be seen any more the figure is not known.</summary>
    public static ImmutableArray<Reading> Of(BalanceState s, Measurement m, BalancingPolicy p)
    {
        var (pace, normal) = (PaceBaseline(s, m), Paces.Normal(s, m));
        var found = new List<Reading>
        {
            Against(TriggerKind.Utilisation, "", Spread(m), p.UtilisationDifference),
            Against(TriggerKind.Pending, "", m.Pending, p.PendingTasks),
        };
        found.AddRange(m.Agents.Select(a => Pace(s, a, pace, normal, p)).OfType<Reading>());
        found.AddRange(m.Agents.Where(a => a.ReworkRate is not null).Select(a => Rework(s, a, p)));
        var seen = found.Select(r => BalanceState.KeyOf(r.Kind, r.Subject)).ToHashSet(StringComparer.Ordinal);
        var present = m.Agents.Select(a => a.Agent).ToHashSet(StringComparer.Ordinal);
        found.AddRange(s.Watched.Where(w => !seen.Contains(w.Key) && (m.IsIdle || !present.Contains(w.Value.Subject)))
            .Select(w => new Reading(w.Value.Kind, w.Value.Subject, null, Threshold(p, w.Value.Kind), false)));
        return [.. found.Where(r => r.Above || s.Watched.ContainsKey(BalanceState.KeyOf(r.Kind, r.Subject)))];
    }

    /// <summary>Kind by kind; where kinds are not told, all of it against what was learnt for the workspace.</summary>
    private static Reading? Pace(BalanceState s, AgentWindow a, double pace, Dictionary<string, double> normal, BalancingPolicy p) =>
        a.Kinds is not null ? Paces.Of(a, normal, f => Chances.SpreadOf(s.Paces.GetValueOrDefault(f)), p.Slowdown, s.Watched.GetValueOrDefault(BalanceState.KeyOf(TriggerKind.Pace, a.Agent)))
        : a.Pace is { } taken && pace > 0 ? Against(TriggerKind.Pace, a.Agent, (taken / pace) - 1, p.Slowdown) with { Baseline = pace }
        : null;

    /// <summary>Against what was learnt for the workspace. Of few attempts one more that fails is a large share.</summary>
    private static Reading Rework(BalanceState s, AgentWindow a, BalancingPolicy p)
    {
        var reading = Against(TriggerKind.Rework, a.Agent, a.ReworkRate!.Value - s.Rework, p.ReworkIncrease);
        var counted = new Counted(KindRun.All, reading.Above, new Evidence(a.Rework, a.Finished + a.Rework, 1), seen => Chances.IsMoreRework(seen, s.Rework));
        return reading with { Runs = Runs.InARow(s.Watched.GetValueOrDefault(BalanceState.KeyOf(TriggerKind.Rework, a.Agent)), [counted]) };
    }

    /// <summary>What was learnt before this window; in the first one, the agent in the middle.</summary>
    private static double PaceBaseline(BalanceState s, Measurement m) => s.PaceWindows > 0 ? s.Pace : Middle(m.Agents.Select(a => a.Pace)) ?? 0;

    public static double Threshold(BalancingPolicy p, TriggerKind kind) => kind switch
    {
        TriggerKind.Utilisation => p.UtilisationDifference,
        TriggerKind.Pending => p.PendingTasks,
        TriggerKind.Pace => p.Slowdown,
        _ => p.ReworkIncrease,
    };

    /// <summary>The lower one of two in the middle.</summary>
    public static double? Middle(IEnumerable<double?> figures)
    {
        var sorted = figures.OfType<double>().Order().ToList();
        return sorted.Count == 0 ? null : Math.Round(sorted[(sorted.Count - 1) / 2], 6);
    }

    private static double Spread(Measurement m) => m.Agents.Length < 2 ? 0 : m.Agents.Max(a => a.Utilisation) - m.Agents.Min(a => a.Utilisation);

    /// <summary>Rounded before it is compared: 0.9 - 0.6 is 0.3, and that is not more than 0.3.</summary>
    private static Reading Against(TriggerKind kind, string subject, double figure, double threshold)
    {
        var rounded = Math.Round(figure, 6);
        return new Reading(kind, subject, rounded, threshold, rounded > threshold);
    }
}
