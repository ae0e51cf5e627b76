using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Balancing;
using Weft.Domain.Workspaces;
using Weft.Projections;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Balancing;

public static class GetScalingEndpoint
{
    /// <summary>How many launched agents are wanted, who has started how many, and with launcher=NAME how many that one shall keep running.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/scaling", OperationId = "getScaling"), Needs(Permission.Read)]
    public static Task<View<ScalingView>> Get(string workspace, HttpContext http, IStreamReader streams, Reads reads, string? launcher = null) =>
        reads.OneAsync(
            http, [BoardProjection.BoardName], Application.Coordination.Mailboxes.UnknownWorkspace(workspace), (moment, cancellation) => ViewAsync(workspace, launcher, streams, moment, cancellation));

    private static async Task<ScalingView?> ViewAsync(string workspace, string? launcher, IStreamReader streams, Snapshot moment, CancellationToken cancellation)
    {
        var own = await streams.LoadAsync(workspace, Streams.Workspace, Streams.Workspace.Key(""), cancellation);
        var balance = await streams.LoadAsync(workspace, Streams.Balancing, Streams.Balancing.Key(""), cancellation);
        var (policy, state) = (((Workspace?)own.State)?.Policy.BalancingInForce() ?? BalancingPolicy.Default, (BalanceState?)balance.State ?? BalanceState.None);
        var (running, wanted) = (await Launchers.ReadAsync(moment, cancellation), Launched.Wanted(state, policy));
        return new ScalingView(
            wanted, policy.MinAgents, policy.MaxAgents, state.ScaledBy, state.ScaledAt, [.. running.Select(r => new LauncherView(r.Key, r.Value))],
            launcher is null ? null : Launched.ShareOf(launcher, running, wanted));
    }
}
