using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>What is normal for a kind of task: duration divided by estimate in the middle of what the last windows taught, each counting as much as it had agents.
/// The middle and no mean: a slow agent that is alone in its window shifts it by little, whatever its pace.</summary>
/// <param name="Windows">in so many it was seen</param>
/// <param name="Latest">the number of the last of them</param>
public sealed record LearntPace(double Pace, int Windows, int Latest)
{
    /// <summary>Long enough that a decline does not become the norm at once.</summary>
    private const int Most = 20;

    public static LearntPace None { get; } = new(0, 0, 0);

    /// <summary>How much durations scatter around it, as a share of it: for one task, in the middle of what the last windows taught.</summary>
    public double Spread { get; init; }

    /// <summary>So many of them taught that.</summary>
    public int Spreads { get; init; }

    /// <summary>What the last windows taught, the latest last.</summary>
    public ImmutableArray<TaughtPace> Taught { get; init; } = [];

    internal LearntPace With(KindPace seen, int window)
    {
        var taught = Taught.Add(new TaughtPace(seen.Pace, seen.Spread, seen.Agents ?? 1));
        taught = taught.RemoveRange(0, Math.Max(0, taught.Length - Most));
        return new LearntPace(Middle(taught.Select(t => (t.Pace, t.Agents))), Windows + 1, window)
        {
            Spread = Middle(taught.Where(t => t.Spread is not null).Select(t => (t.Spread!.Value, t.Agents))),
            Spreads = taught.Count(t => t.Spread is not null),
            Taught = taught,
        };
    }

    /// <summary>Of two in the middle the lower one; 0 of none.</summary>
    private static double Middle(IEnumerable<(double Figure, int Weight)> figures)
    {
        var sorted = figures.OrderBy(f => f.Figure).ToList();
        var (half, below) = (sorted.Sum(f => f.Weight) / 2.0, 0);
        return sorted.FirstOrDefault(f => (below += f.Weight) >= half).Figure;
    }
}

/// <summary>What a window taught of a kind of task, from so many agents.</summary>
public sealed record TaughtPace(double Pace, double? Spread, int Agents);
