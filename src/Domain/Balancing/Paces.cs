using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>How long an agent takes is compared kind by kind: neither does a shift towards kinds that take longer than estimated look like an
/// agent that became slow, nor is one kind that became slow lost in the mean of the others.</summary>
internal static class Paces
{
    /// <summary>Only so many kinds are remembered, those seen last.</summary>
    public const int MostFamilies = 32;

    /// <summary>What makes up less of an agent's window is too little to judge it by.</summary>
    private const double LeastShare = 0.1;

    /// <summary>A task that is only known to take too long teaches nothing: how long it takes is not known yet. What is forgotten, is so when all parts have come.</summary>
    public static ImmutableSortedDictionary<string, LearntPace> Learn(ImmutableSortedDictionary<string, LearntPace> known, WindowMeasured window)
    {
        foreach (var agent in window.Agents)
        {
            foreach (var kind in (agent.Kinds ?? []).Where(k => k.Overdue != true))
            {
                known = known.SetItem(kind.Family, (known.GetValueOrDefault(kind.Family) ?? LearntPace.None).With(agent.Agent, kind, window.Window));
            }
        }

        return window.Part < window.Parts ? known
            : known.RemoveRange([.. known.OrderBy(k => k.Value.Latest).ThenBy(k => k.Value.Agents.Length).ThenBy(k => k.Key, StringComparer.Ordinal).Take(known.Count - MostFamilies).Select(k => k.Key)]);
    }

    /// <summary>What is normal for each kind in the window: as learnt before it, and for a kind that is new the agent in the middle.</summary>
    public static Dictionary<string, double> Normal(BalanceState s, Measurement m) =>
        m.Agents.SelectMany(a => a.Kinds ?? []).GroupBy(k => k.Family, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => s.Paces.GetValueOrDefault(g.Key)?.Pace ?? Middle(g), StringComparer.Ordinal);

    /// <summary>By how much an agent is slower than normal: over all that it did, or in the kind in which it is most, whichever is more.</summary>
    /// <param name="spread">how much a kind's durations scatter</param>
    /// <param name="before">what the windows before it said</param>
    public static Reading? Of(AgentWindow agent, Dictionary<string, double> normal, Func<string, double> spread, double threshold, Watched? before)
    {
        var kinds = (agent.Kinds ?? []).Select(k => Judged.Of(k, normal[k.Family], spread(k.Family))).Where(k => k.Due > 0).ToList();
        if (kinds.Count == 0)
        {
            return null;
        }

        var whole = Judged.All(kinds);
        var alone = kinds.Where(k => k.Due >= LeastShare * whole.Due).ToList();
        var worst = alone.Append(whole).MaxBy(k => k.Figure)!;
        var concerned = kinds.Where(k => k.Figure > threshold).OrderByDescending(k => k.Figure).ThenBy(k => k.Family, StringComparer.Ordinal);
        return new Reading(TriggerKind.Pace, agent.Agent, worst.Figure, threshold, worst.Figure > threshold)
        {
            Baseline = worst.Baseline,
            Kinds = worst.Figure > threshold ? [.. concerned.Select(k => k.Reading)] : null,
            Runs = Runs.InARow(before, alone.Append(whole).Select(k => k.Against(threshold))),
        };
    }

    /// <summary>The kinds that a trigger names: those slow for so many windows; where it is only all together that was, those slow now.</summary>
    public static ImmutableArray<KindReading>? Named(Reading reading, int windows)
    {
        var lasting = (reading.Runs ?? []).Where(r => Runs.Suffices(r, windows)).Select(r => r.Family).ToHashSet(StringComparer.Ordinal);
        return reading.Kinds?.Where(k => lasting.Contains(k.Family)).ToImmutableArray() is { IsEmpty: false } named ? named : reading.Kinds;
    }

    private static double Middle(IEnumerable<KindWindow> kinds) => Readings.Middle(kinds.Select(k => (double?)k.Pace))!.Value;
}
