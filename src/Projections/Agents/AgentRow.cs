using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Projections.Agents;

/// <summary>One agent: what it declared, how it is, what it holds, what it has done.</summary>
public sealed record AgentRow : IRow
{
    public required string Id { get; init; }

    /// <summary>As its own stream tells; null for one that only tasks speak of.</summary>
    public Agent? State { get; init; }

    public ImmutableArray<HeldTask> Held { get; init; } = [];

    /// <summary>Attempts handed in, failed or timed out, lost by a lapsed lease, and given back.</summary>
    public int Finished { get; init; }

    public int Failed { get; init; }

    public int Lost { get; init; }

    public int Released { get; init; }

    /// <summary>Milliseconds between grant and end of the attempts that ended.</summary>
    public long BusyMs { get; init; }

    /// <summary>Attempts handed in whose duration had been predicted, and the sum of how far off that was, in thousandths of the prediction.</summary>
    public int Predicted { get; init; }

    public long PredictionErrors { get; init; }

    /// <summary>Null: its breaker never opened.</summary>
    public BreakerOpenings? Openings { get; init; }

    public DateTimeOffset? JoinedAt { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    public long Position { get; init; }

    /// <summary>Share of its places taken by work and checks; merges have a lane of their own.</summary>
    public double Load => State?.Profile is { Capacity: > 0 } p ? (double)Held.Count(h => h.Kind is WorkKind.Work or WorkKind.Check) / p.Capacity : 0;
}
