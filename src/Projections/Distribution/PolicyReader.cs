using Weft.Domain.Resources;
using Weft.Domain.Workspaces;

namespace Weft.Projections.Distribution;

/// <summary>The policy and the domain map in force at a moment.</summary>
public static class PolicyReader
{
    public static async Task<Policy> ReadAsync(Snapshot moment, CancellationToken cancellation) =>
        await moment.LastEventAsync("workspace", "policy_changed", cancellation) is PolicyChanged changed ? changed.Policy : Policy.Default;

    public static async Task<DomainMap> MapAsync(Snapshot moment, CancellationToken cancellation) =>
        await moment.LastEventAsync("ledger", "domain_map_changed", cancellation) is DomainMapChanged changed ? changed.Map : DomainMap.None;
}
