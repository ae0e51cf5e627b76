using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Workflows;

public static class ListWorkflowsEndpoint
{
    /// <summary>Runs, newest first; with active=true only those that are neither completed nor cancelled.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows", OperationId = "listWorkflows"), Needs(Permission.Read)]
    public static Task<View<Page<WorkflowView>>> Get(string workspace, HttpContext http, Reads reads, bool active = false) =>
        reads.PageAsync<WorkflowView>(http, [BoardProjection.BoardName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<WorkflowRow>("workflow_row", active ? "active" : "true", [], asked.After, asked.Limit, newestFirst: true, cancellation);
            return (await moment.ViewsAsync(rows, cancellation), next);
        });
}

public static class GetWorkflowEndpoint
{
    /// <summary>One run: percentage, stages, milestones, gates, counts.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}", OperationId = "getWorkflow"), Needs(Permission.Read)]
    public static Task<View<WorkflowView>> Get(string workspace, string id, HttpContext http, Reads reads) =>
        reads.OneAsync(http, [BoardProjection.BoardName], Refusals.WorkflowUnknown(id), async (moment, cancellation) =>
            await moment.Session.LoadAsync<WorkflowRow>(id, cancellation) is { } row ? (await moment.ViewsAsync([row], cancellation))[0] : null);
}

public static class ListGatesEndpoint
{
    /// <summary>The synchronisation points of a run, with who is waited for.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/gates", OperationId = "listGates"), Needs(Permission.Read)]
    public static Task<View<Page<GateView>>> Get(string workspace, string id, HttpContext http, Reads reads) =>
        reads.PageAsync<GateView>(http, [BoardProjection.BoardName], async (moment, asked, cancellation) =>
        {
            if (await moment.Session.LoadAsync<WorkflowRow>(id, cancellation) is null)
            {
                return null;
            }

            var (rows, next) = await moment.PageAsync<GateRow>("gate_row", "workflow = $2", [id], asked.After, asked.Limit, newestFirst: false, cancellation);
            return (await moment.ViewsAsync(id, rows, cancellation), next);
        }, Refusals.WorkflowUnknown(id));
}
