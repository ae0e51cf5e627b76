using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>One figure of a window that is counted in a row.</summary>
/// <param name="Seen">null: not told how much it rests on</param>
/// <param name="Sure">whether so much is more than chance would bring about</param>
internal sealed record Counted(string Family, bool Above, Evidence? Seen, Func<Evidence, bool> Sure);

/// <summary>Windows above the threshold in a row, and whether what they showed together is more than chance. A window often holds no more than one
/// task: two that took longer by the threshold happen to every agent now and then.</summary>
internal static class Runs
{
    private const int Most = 32;

    /// <summary>One kind slow in one window and another one in the next are not the same twice. Of a kind that was hardly done nothing was seen,
    /// and its count stays. What was counted before kinds were told apart is about all that the agent did.</summary>
    public static ImmutableArray<KindRun> InARow(Watched? before, IEnumerable<Counted> window)
    {
        var runs = (before?.Runs ?? [new KindRun(KindRun.All, before?.Above ?? 0)]).ToDictionary(r => r.Family, StringComparer.Ordinal);
        foreach (var counted in window)
        {
            runs[counted.Family] = counted.Above ? Longer(runs.GetValueOrDefault(counted.Family), counted) : new KindRun(counted.Family, 0);
        }

        return [.. runs.Values.Where(r => r.Windows > 0).OrderByDescending(r => r.Windows).ThenBy(r => r.Family, StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>Whether the run is long enough, and rests on enough.</summary>
    public static bool Suffices(KindRun run, int windows) => run.Windows >= windows && run.Sure != false;

    private static KindRun Longer(KindRun? old, Counted counted)
    {
        var seen = counted.Seen is { } now && old?.Seen is { Overdue: null } before ? before.And(now) : counted.Seen;
        return new KindRun(counted.Family, (old?.Windows ?? 0) + 1) { Seen = seen, Sure = seen is null ? null : counted.Sure(seen) };
    }
}
