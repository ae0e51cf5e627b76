using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>By how much an agent is slower than normal, while its trigger of pace stands: in the kinds of task that were slow for long enough, or in all of
/// them where it is only all together that was. What hands out tasks reads it.</summary>
public sealed record Slowness(ImmutableSortedDictionary<string, double> ByKind)
{
    /// <summary>Who gets no work gives no news. After so many windows without any it counts as quick until there is some.</summary>
    private const int TriedAgainAfter = 20;

    /// <param name="family">as tasks are called when they are given, see <see cref="Distribution.OpenTask.Family"/></param>
    /// <returns>0.5: it takes half as long again; 0: as long as others</returns>
    public double In(string family) => ByKind.GetValueOrDefault(ByKind.ContainsKey(KindRun.All) ? KindRun.All : KindName.Shortened(family));

    /// <summary>By agent.</summary>
    internal static ImmutableSortedDictionary<string, Slowness> Of(BalanceState s, BalancingPolicy policy)
    {
        var known = ImmutableSortedDictionary.CreateBuilder<string, Slowness>(StringComparer.Ordinal);
        foreach (var watched in s.Standing.Where(w => w.Kind == TriggerKind.Pace && s.Window - w.Latest < TriedAgainAfter))
        {
            var lasting = (watched.Runs ?? []).Where(r => r.Seen is { Due: > 0 } && Runs.Suffices(r, policy.RaiseAfterWindows)).ToList();
            var kinds = lasting.Exists(r => r.Family != KindRun.All) ? lasting.Where(r => r.Family != KindRun.All) : lasting;
            if (kinds.Where(r => r.Seen!.Taken > r.Seen.Due).ToImmutableSortedDictionary(r => r.Family, r => (r.Seen!.Taken / r.Seen.Due) - 1, StringComparer.Ordinal) is { IsEmpty: false } slow)
            {
                known[watched.Subject] = new Slowness(slow);
            }
        }

        return known.ToImmutable();
    }
}
