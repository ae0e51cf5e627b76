using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class ReportRevertedEndpoint
{
    /// <summary>The integration branch has the tree of the restore point again.</summary>
    [WolverinePost("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/reverted", OperationId = "reportReverted"), Needs(Permission.Work)]
    public static Task<Answer<TaskAnswer>> Post(string workspace, string id, string task, MergedRequest body, HttpContext http, HttpDoor door) =>
        door.SendAsync<TaskAnswer>(http, new ReportReverted(id, task, new Holder(body.Agent, body.Token), body.Commit));
}
