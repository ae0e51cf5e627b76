using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class ListAgentsEndpoint
{
    /// <summary>All agents that ever joined, with their load and what they hold.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/agents", OperationId = "listAgents"), Needs(Permission.Read)]
    public static Task<View<Page<AgentView>>> Get(string workspace, HttpContext http, Reads reads) =>
        reads.PageAsync<AgentView>(http, [BoardProjection.BoardName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<AgentRow>("agent_row", "true", [], asked.After, asked.Limit, newestFirst: false, cancellation);
            return ([.. rows.Select(r => r.View())], next);
        });
}

public static class GetAgentEndpoint
{
    /// <summary>One agent as it stands.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/agents/{agent}", OperationId = "getAgent"), Needs(Permission.Read)]
    public static Task<View<AgentView>> Get(string workspace, string agent, HttpContext http, Reads reads) =>
        reads.OneAsync(http, [BoardProjection.BoardName], Rejection.Because("agent.unknown", $"There is no agent '{agent}' in this workspace.", ("agent", agent)),
            async (moment, cancellation) => (await moment.Session.LoadAsync<AgentRow>(agent, cancellation))?.View());
}
