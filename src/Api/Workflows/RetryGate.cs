using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class RetryGateEndpoint
{
    /// <summary>Has the checks of a failed or timed-out gate run again.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/gates/{gate}/retry", OperationId = "retryGate"), Needs(Permission.Review)]
    public static Task<Answer<WorkflowAnswer>> Post(string workspace, string id, string gate, ReasonRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkflowAnswer>(http, new RetryGate(id, gate, body.Reason ?? ""));
}
