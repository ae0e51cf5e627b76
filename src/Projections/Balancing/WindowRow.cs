using System.Collections.Immutable;
using Weft.Domain.Balancing;

namespace Weft.Projections.Balancing;

/// <summary>What one window came to.</summary>
public sealed record WindowRow : IRow
{
    /// <summary>Its number in ten digits, so that rows sort by time.</summary>
    public required string Id { get; init; }

    public required int Window { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required int Pending { get; init; }

    public ImmutableArray<PendingGroup> Groups { get; init; } = [];

    public ImmutableArray<AgentWindow> Agents { get; init; } = [];

    public required long Position { get; init; }

    public static string IdOf(int window) => FormattableString.Invariant($"{window:0000000000}");
}
