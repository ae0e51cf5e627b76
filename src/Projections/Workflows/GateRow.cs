using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>One synchronisation point as it stands. Who is waited for is told by the rows of <see cref="After"/>, when asked.</summary>
public sealed record GateRow : IRow
{
    /// <summary><c>workflow/gate</c></summary>
    public required string Id { get; init; }

    public required string Workflow { get; init; }

    public required string Gate { get; init; }

    public ImmutableArray<string> After { get; init; } = [];

    public ImmutableArray<CheckDefinition> Definitions { get; init; } = [];

    public ImmutableArray<string> Milestones { get; init; } = [];

    public required GateStatus Status { get; init; }

    public int Run { get; init; } = 1;

    /// <summary>The tasks that check it in this run.</summary>
    public ImmutableArray<string> Checks { get; init; } = [];

    public ImmutableArray<FailedCheck> Failed { get; init; } = [];

    public string? Commit { get; init; }

    public DateTimeOffset? AwaitedAt { get; init; }

    public DateTimeOffset? DeadlineAt { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required long Version { get; init; }

    public required long Position { get; init; }
}
