using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Agents;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class DrainAgentEndpoint
{
    /// <summary>No new work; what it holds, it finishes.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents/{agent}/drain", OperationId = "drainAgent"), Needs(Permission.Work)]
    public static Task<Answer<AgentAnswer>> Post(string workspace, string agent, ReasonRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<AgentAnswer>(http, new DrainAgent(agent, body.Reason ?? ""));
}
