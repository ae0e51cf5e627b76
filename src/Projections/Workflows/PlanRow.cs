using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>What a definition said and the rows need again while its tasks are planned; written once, and only where there is
/// something to say.</summary>
public sealed record PlanRow : IRow
{
    /// <summary>The workflow.</summary>
    public required string Id { get; init; }

    public required ImmutableArray<MilestoneDefinition> Milestones { get; init; }
}
