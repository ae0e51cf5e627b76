using Weft.Domain.Workspaces;

namespace Weft.Projections.Distribution;

/// <summary>The policy in force at a moment.</summary>
internal static class PolicyReader
{
    public static async Task<Policy> ReadAsync(Snapshot moment, CancellationToken cancellation) =>
        await moment.LastEventAsync("workspace", "policy_changed", cancellation) is PolicyChanged changed ? changed.Policy : Policy.Default;
}
