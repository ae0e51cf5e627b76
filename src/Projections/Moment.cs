using JasperFx.Events;

namespace Weft.Projections;

/// <summary>Where and when an event happened.</summary>
/// <param name="Stream">the id behind the prefix of its stream key</param>
/// <param name="Version">version of the stream after it</param>
/// <param name="Position">its place among all events of the store</param>
public readonly record struct Moment(string Stream, long Version, long Position, DateTimeOffset At)
{
    public static Moment Of(IEvent happened, string prefix) =>
        new(happened.StreamKey![prefix.Length..], happened.Version, happened.Sequence, happened.Timestamp);
}
