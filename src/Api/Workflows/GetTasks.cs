using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class ListTasksEndpoint
{
    /// <summary>The tasks of a run by name, its checks, merges and reverts among them; with active=true only those that can be taken or are being worked on.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/tasks", OperationId = "listTasks"), Needs(Permission.Read)]
    public static Task<View<Page<TaskView>>> Get(string workspace, string id, HttpContext http, Reads reads, bool active = false) =>
        reads.PageAsync<TaskView>(http, [BoardProjection.BoardName], async (moment, asked, cancellation) =>
        {
            if (await moment.Session.LoadAsync<WorkflowRow>(id, cancellation) is null)
            {
                return null;
            }

            var (rows, next) = await moment.PageAsync<TaskRow>(
                "task_row", active ? "workflow = $2 and active" : "workflow = $2", [id], asked.After, asked.Limit, newestFirst: false, cancellation);
            return ([.. rows.Select(r => r.View())], next);
        }, Refusals.WorkflowUnknown(id));
}

public static class GetTaskEndpoint
{
    /// <summary>One task as it stands: who holds it, at which attempt, how far.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}", OperationId = "getTask"), Needs(Permission.Read)]
    public static Task<View<TaskView>> Get(string workspace, string id, string task, HttpContext http, Reads reads) =>
        reads.OneAsync(http, [BoardProjection.BoardName], Unknown(id, task),
            async (moment, cancellation) => (await moment.Session.LoadAsync<TaskRow>(TaskRow.IdOf(id, task), cancellation))?.View());

    public static Rejection Unknown(string id, string task) =>
        Rejection.Because("task.unknown", $"There is no task '{task}' of a workflow '{id}' in this workspace.", ("workflow", id), ("task", task));
}
