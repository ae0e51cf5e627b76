using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Agents;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Agents;

public static class ChangeCapacityEndpoint
{
    /// <summary>How many tasks the agent takes at once.</summary>
    [WolverinePut("/v1/workspaces/{workspace}/agents/{agent}/capacity", OperationId = "changeCapacity"), Needs(Permission.Work)]
    public static Task<Answer<AgentAnswer>> Put(string workspace, string agent, ChangeCapacityRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<AgentAnswer>(http, new ChangeCapacity(agent, body.Capacity));
}
