using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Domain.Simulation;

/// <summary>A workspace as it stands at a moment: all that the live dispatcher decides by.</summary>
/// <param name="Beside">other runs under way, which compete for the agents</param>
public sealed record Standing(Workflow Run, ImmutableArray<Workflow> Beside, ImmutableArray<Agent> Agents, Policy Policy, DateTimeOffset Now)
{
    public Ledger Ledger { get; init; } = Ledger.Empty;

    public BalanceState Balance { get; init; } = BalanceState.None;
}
