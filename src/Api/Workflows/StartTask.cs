using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class StartTaskEndpoint
{
    /// <summary>The holder begins.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/start", OperationId = "startTask"), Needs(Permission.Work)]
    public static Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, HoldRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<TaskAnswer>(http, new StartTask(id, task, new Holder(body.Agent, body.Token)));
}
