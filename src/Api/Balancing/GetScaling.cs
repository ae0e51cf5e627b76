using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Balancing;
using Weft.Domain.Workspaces;
using Wolverine.Http;

namespace Weft.Api.Balancing;

public static class GetScalingEndpoint
{
    /// <summary>How many agents the launcher shall keep running.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/scaling", OperationId = "getScaling"), Needs(Permission.Read)]
    public static async Task<View<ScalingView>> Get(string workspace, HttpContext http, IStreamReader streams, Reads reads)
    {
        var (upTo, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        var own = await streams.LoadAsync(workspace, Streams.Workspace, Streams.Workspace.Key(""), http.RequestAborted);
        var balance = await streams.LoadAsync(workspace, Streams.Balancing, Streams.Balancing.Key(""), http.RequestAborted);
        var (policy, state) = (((Workspace?)own.State)?.Policy.BalancingInForce() ?? BalancingPolicy.Default, (BalanceState?)balance.State ?? BalanceState.None);
        return new View<ScalingView>(new(policy.Enabled ? Math.Clamp(state.Wanted, policy.MinAgents, policy.MaxAgents) : 0, policy.MinAgents, policy.MaxAgents, state.ScaledBy, state.ScaledAt), upTo);
    }
}
