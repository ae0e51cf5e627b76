using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class RetryTaskEndpoint
{
    /// <summary>Has a task that failed for good done again.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/retry", OperationId = "retryTask"), Needs(Permission.Orchestrate)]
    public static Task<Answer<WorkflowAnswer>> Post(string workspace, string id, string task, ReasonRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkflowAnswer>(http, new RetryTask(id, task, body.Reason ?? ""));
}
