using Weft.Domain.Metrics;

namespace Weft.Projections.Metrics;

/// <summary>One task's bar in the timeline: what it waited for and did, attempt by attempt.</summary>
public sealed record TimelineRow : IRow
{
    /// <summary><c>workflow/task</c></summary>
    public required string Id { get; init; }

    public required string Workflow { get; init; }

    public required TaskHistory History { get; init; }

    /// <summary>Version of the workflow's stream that the row reflects.</summary>
    public required long Version { get; init; }

    public required long Position { get; init; }
}
