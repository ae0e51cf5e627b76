using Weft.Domain.Conflicts;

namespace Weft.Projections.Conflicts;

/// <summary>One conflict: where it is in its life, and everything needed to answer it.</summary>
public sealed record ConflictRow : IRow
{
    public required string Id { get; init; }

    public required string Workflow { get; init; }

    public required string Task { get; init; }

    /// <summary>Waits for an answer.</summary>
    public required bool Open { get; init; }

    public required Conflict State { get; init; }

    public required long Position { get; init; }
}
