using Weft.Domain.Metrics;

namespace Weft.Projections.Metrics;

/// <summary>The run's own bar in the timeline, with its gates.</summary>
public sealed record RunRow : IRow
{
    /// <summary>The workflow.</summary>
    public required string Id { get; init; }

    public required RunClock Clock { get; init; }

    public required long Version { get; init; }

    public required long Position { get; init; }
}
