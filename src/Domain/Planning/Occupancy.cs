using System.Collections.Immutable;

namespace Weft.Domain.Planning;

/// <summary>What is so already when a plan begins, and how much of it may go on at once.</summary>
/// <param name="Limit">so many of the tasks are done at once, at most</param>
/// <param name="Busy">by agent: seconds until it has done something else; missing: it is free</param>
/// <param name="Started">tasks under way since before; each of them has one option: where it is, with what is left of it</param>
public sealed record Occupancy(int Limit, ImmutableDictionary<int, double> Busy, ImmutableHashSet<string> Started)
{
    public static Occupancy None { get; } = new(int.MaxValue, ImmutableDictionary<int, double>.Empty, []);
}
