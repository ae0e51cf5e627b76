using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>What is normal for a kind of task: duration divided by estimate of the agent in the middle, window by window.</summary>
/// <param name="Windows">in so many it was seen</param>
/// <param name="Latest">the number of the last of them</param>
public sealed record LearntPace(double Pace, int Windows, int Latest);

/// <summary>How long an agent takes is compared kind by kind: neither does a shift towards kinds that take longer than estimated look like an
/// agent that became slow, nor is one kind that became slow lost in the mean of the others.</summary>
internal static class Paces
{
    /// <summary>Only so many kinds are remembered, those seen last.</summary>
    public const int MostFamilies = 32;

    /// <summary>What makes up less of an agent's window is too little to judge it by.</summary>
    private const double LeastShare = 0.1;

    public static ImmutableSortedDictionary<string, LearntPace> Learn(ImmutableSortedDictionary<string, LearntPace> known, ImmutableArray<KindPace> seen, int window)
    {
        foreach (var (family, pace) in seen)
        {
            var old = known.GetValueOrDefault(family) ?? new LearntPace(0, 0, 0);
            known = known.SetItem(family, new LearntPace(BalanceState.Learn(old.Pace, old.Windows, pace), old.Windows + 1, window));
        }

        var forgotten = known.OrderBy(k => k.Value.Latest).ThenBy(k => k.Value.Windows).ThenBy(k => k.Key, StringComparer.Ordinal).Take(known.Count - MostFamilies);
        return known.RemoveRange([.. forgotten.Select(k => k.Key)]);
    }

    /// <summary>What the window teaches. A task that is only known to take too long teaches nothing: how long it takes is not known yet.</summary>
    public static ImmutableArray<KindPace> Seen(Measurement m) =>
    [
        .. m.Agents.SelectMany(a => a.Kinds ?? []).Where(k => k.Overdue != true).GroupBy(k => k.Family, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(k => k.EstimatedSeconds)).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostFamilies)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new KindPace(g.Key, Middle(g))),
    ];

    /// <summary>What is normal for each kind in the window: as learnt before it, and for a kind that is new the agent in the middle.</summary>
    public static Dictionary<string, double> Normal(BalanceState s, Measurement m) =>
        m.Agents.SelectMany(a => a.Kinds ?? []).GroupBy(k => k.Family, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => s.Paces.GetValueOrDefault(g.Key)?.Pace ?? Middle(g), StringComparer.Ordinal);

    /// <summary>By how much an agent is slower than normal: over all that it did, or in the kind in which it is most, whichever is more.</summary>
    /// <param name="before">what the windows before it said</param>
    public static Reading? Of(AgentWindow agent, Dictionary<string, double> normal, double threshold, Watched? before)
    {
        var kinds = (agent.Kinds ?? []).Select(k => (Kind: k, Normal: normal[k.Family], Due: k.EstimatedSeconds * normal[k.Family])).Where(k => k.Due > 0).ToList();
        var due = kinds.Sum(k => k.Due);
        if (due <= 0)
        {
            return null;
        }

        var judged = kinds.Select(k => (k.Due, Of: new KindReading(k.Kind.Family, Math.Round((k.Kind.WorkedSeconds / k.Due) - 1, 6), Math.Round(k.Normal, 6)))).ToList();
        var whole = Math.Round((kinds.Sum(k => k.Kind.WorkedSeconds) / due) - 1, 6);
        var alone = judged.Where(k => k.Due >= LeastShare * due).Select(k => k.Of).ToList();
        var worst = alone.MaxBy(k => k.Figure);
        var (figure, baseline) = worst?.Figure > whole ? (worst.Figure, worst.Baseline) : (whole, Math.Round(due / kinds.Sum(k => k.Kind.EstimatedSeconds), 6));
        var concerned = judged.Select(k => k.Of).Where(k => k.Figure > threshold).OrderByDescending(k => k.Figure).ThenBy(k => k.Family, StringComparer.Ordinal);
        return new Reading(TriggerKind.Pace, agent.Agent, figure, threshold, figure > threshold)
        {
            Baseline = baseline,
            Kinds = figure > threshold ? [.. concerned] : null,
            Runs = InARow(before, threshold, alone.Select(k => (k.Family, k.Figure)).Append((KindRun.All, whole))),
        };
    }

    /// <summary>The kinds that a trigger names: those slow for so many windows; where it is only all together that was, those slow now.</summary>
    public static ImmutableArray<KindReading>? Named(Reading reading, int windows)
    {
        var lasting = (reading.Runs ?? []).Where(r => r.Windows >= windows).Select(r => r.Family).ToHashSet(StringComparer.Ordinal);
        return reading.Kinds?.Where(k => lasting.Contains(k.Family)).ToImmutableArray() is { IsEmpty: false } named ? named : reading.Kinds;
    }

    /// <summary>One kind slow in one window and another one in the next are not the same twice. Of a kind that was hardly done nothing was seen,
    /// and its count stays. What was counted before kinds were told apart is about all that the agent did.</summary>
    private static ImmutableArray<KindRun> InARow(Watched? before, double threshold, IEnumerable<(string Family, double Figure)> judged)
    {
        var counts = (before?.Runs ?? [new KindRun(KindRun.All, before?.Above ?? 0)]).ToDictionary(r => r.Family, r => r.Windows, StringComparer.Ordinal);
        foreach (var (family, figure) in judged)
        {
            counts[family] = figure > threshold ? counts.GetValueOrDefault(family) + 1 : 0;
        }

        return [.. counts.Where(c => c.Value > 0).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostFamilies).Select(c => new KindRun(c.Key, c.Value))];
    }

    private static double Middle(IEnumerable<KindWindow> kinds) => Readings.Middle(kinds.Select(k => (double?)k.Pace))!.Value;
}
