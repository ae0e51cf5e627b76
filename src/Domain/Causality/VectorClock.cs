using System.Collections.Immutable;

namespace Weft.Domain.Causality;

public enum CausalOrder { Before, After, Equal, Concurrent }

/// <summary>Actor number → how many of that actor's events are known. Missing means none.</summary>
public sealed record VectorClock(ImmutableSortedDictionary<int, long> Counts)
{
    public static VectorClock Zero { get; } = new(ImmutableSortedDictionary<int, long>.Empty);

    public long this[int actor] => Counts.GetValueOrDefault(actor);

    public bool Knows(Dot dot) => this[dot.Actor] >= dot.Counter;

    public VectorClock With(Dot dot) => Knows(dot) ? this : new(Counts.SetItem(dot.Actor, dot.Counter));

    /// <summary>The least clock that knows all that either knows: commutative, associative, idempotent.</summary>
    public VectorClock Merge(VectorClock other)
    {
        var merged = Counts.ToBuilder();
        foreach (var (actor, count) in other.Counts)
        {
            if (count > this[actor])
            {
                merged[actor] = count;
            }
        }

        return new(merged.ToImmutable());
    }

    public CausalOrder CompareTo(VectorClock other)
    {
        var less = !Covers(other);
        var more = !other.Covers(this);
        return (less, more) switch
        {
            (false, false) => CausalOrder.Equal,
            (true, false) => CausalOrder.Before,
            (false, true) => CausalOrder.After,
            _ => CausalOrder.Concurrent,
        };
    }

    public bool Equals(VectorClock? other) => other is not null && CompareTo(other) == CausalOrder.Equal;

    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var (actor, count) in Counts.Where(c => c.Value > 0))
        {
            hash ^= HashCode.Combine(actor, count);
        }

        return hash;
    }

    private bool Covers(VectorClock other)
    {
        foreach (var (actor, count) in other.Counts)
        {
            if (this[actor] < count)
            {
                return false;
            }
        }

        return true;
    }
}
