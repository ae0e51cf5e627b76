namespace Weft.Domain.Causality;

/// <summary>What the store knows about an event besides its content, as far as state depends on it.</summary>
/// <param name="Version">version of the stream after this event; the version of a lease's grant is its fencing token</param>
/// <param name="At">when it was decided (the owner's clock)</param>
/// <param name="Dot">its causal name</param>
public readonly record struct Stamp(long Version, DateTimeOffset At, Dot Dot);
