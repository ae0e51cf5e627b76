using Weft.Domain.Balancing;

namespace Weft.Projections.Balancing;

/// <summary>Where balancing stands: one row a workspace.</summary>
public sealed record BalanceRow : IRow
{
    public const string Only = "balancing";

    public required string Id { get; init; }

    public required BalanceState State { get; init; }

    public required long Position { get; init; }
}
