using Marten;
using Weft.Domain.Balancing;
using Weft.Domain.Workspaces;
using Weft.Projections.Balancing;

namespace Weft.Projections.Distribution;

/// <summary>What a choice would go by now, beside tasks and agents: the policy, and what balancing does.</summary>
public sealed record InForce(Policy Policy, BalanceState Balance)
{
    public Effects Effects { get; } = new(Balance, Policy.BalancingInForce());

    public static async Task<InForce> ReadAsync(Snapshot moment, CancellationToken cancellation) => new(
        await PolicyReader.ReadAsync(moment, cancellation), (await moment.Session.LoadAsync<BalanceRow>(BalanceRow.Only, cancellation))?.State ?? BalanceState.None);
}
