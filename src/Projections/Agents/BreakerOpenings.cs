using Weft.Domain.Agents;

namespace Weft.Projections.Agents;

/// <summary>How often the breaker of an agent opened, and for how long.</summary>
/// <param name="ByHand">so many of them by somebody, the others by the rule</param>
/// <param name="OpenMs">of those that are over</param>
/// <param name="LastAt">when it opened the last time</param>
/// <param name="IsOpen">since then</param>
public sealed record BreakerOpenings(int Count, int ByHand, long OpenMs, DateTimeOffset LastAt, bool IsOpen)
{
    /// <param name="known">null: it never opened</param>
    /// <param name="now">its breaker after the event</param>
    public static BreakerOpenings? After(BreakerOpenings? known, BreakerState? now, DateTimeOffset at)
    {
        var open = now?.Status == BreakerStatus.Open;
        return known switch
        {
            // Opened anew while it is open (by hand, or for another time) it is still the same opening.
            { IsOpen: true } => open ? known : known with { OpenMs = known.OpenMs + (long)(at - known.LastAt).TotalMilliseconds, IsOpen = false },
            _ when !open => known,
            _ => new((known?.Count ?? 0) + 1, (known?.ByHand ?? 0) + (now!.By is null ? 0 : 1), known?.OpenMs ?? 0, at, true),
        };
    }
}
