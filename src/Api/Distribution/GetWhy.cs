using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Api.Workflows;
using Weft.Application.EventStore;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Resources;
using Weft.Projections.Agents;
using Weft.Projections.Balancing;
using Weft.Projections.Distribution;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Distribution;

public static class GetWhyEndpoint
{
    /// <summary>Why a task is with its agent and not with another, why it is not running, and the smallest change that would have flipped the choice.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/why", OperationId = "getWhy"), Needs(Permission.Read)]
    public static Task<View<WhyAnswer>> Get(string workspace, string id, string task, HttpContext http, Reads reads, IStreamReader streams, TimeProvider time) =>
        reads.OneAsync(http, [BoardProjection.BoardName, BalancingProjection.BalancingName], GetTaskEndpoint.Unknown(id, task),
            async (moment, cancellation) =>
            {
                var ledger = (await streams.LoadAsync(workspace, Streams.Ledger, Streams.Ledger.Key(""), cancellation)).State as Ledger ?? Ledger.Empty;
                return (await TaskWhyReader.ReadAsync(moment, ledger, id, task, time.GetUtcNow(), Past(workspace, streams), cancellation))?.View(moment.Position);
            });

    private static PastAgents Past(string workspace, IStreamReader streams) => async (agents, cancellation) =>
        [.. (await streams.LoadAtAsync(workspace, Streams.Agent, [.. agents.Select(a => (Streams.Agent.Key(a.Id), a.Version))], cancellation)).Select(s => s.State as Domain.Agents.Agent)];
}
