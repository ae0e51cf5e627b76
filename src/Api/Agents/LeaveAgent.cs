using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Agents;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class LeaveAgentEndpoint
{
    /// <summary>Gone for good: what it still holds goes to others at once.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/agents/{agent}/leave", OperationId = "leaveAgent"), Needs(Permission.Work)]
    public static Task<Answer<AgentAnswer>> Post(string workspace, string agent, ReasonRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<AgentAnswer>(http, new LeaveAgent(agent, body.Reason ?? ""));
}
