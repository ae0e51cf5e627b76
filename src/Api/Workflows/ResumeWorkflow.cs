using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class ResumeWorkflowEndpoint
{
    /// <summary>Hands out work again.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/resume", OperationId = "resumeWorkflow"), Needs(Permission.Orchestrate)]
    public static Task<Answer<WorkflowAnswer>> Post(string workspace, string id, ReasonRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<WorkflowAnswer>(http, new ResumeWorkflow(id));
}
