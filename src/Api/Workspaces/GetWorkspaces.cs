using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.History;
using Weft.Application.Workspaces;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Workspaces;
using Wolverine.Http;

namespace Weft.Api.Workspaces;

public static class ListWorkspacesEndpoint
{
    /// <summary>Workspaces that the caller's key opens.</summary>
    [WolverineGet("/v1/workspaces", OperationId = "listWorkspaces"), Needs(Permission.Read)]
    public static async Task<View<Page<WorkspaceAnswer>>> Get(HttpContext http, WorkspaceList workspaces, HighWater water)
    {
        var (asked, wrong) = Asked.Of(http);
        if (wrong is not null)
        {
            return wrong;
        }

        var upTo = await water.ReadAsync(http.RequestAborted);
        var found = await workspaces.ReadAsync(Caller.Of(http).Workspace, asked!.After, asked.Limit + 1, http.RequestAborted);
        var items = found.Take(asked.Limit).Select(w => new WorkspaceAnswer(w.Name, w.Version)).ToList();
        return new View<Page<WorkspaceAnswer>>(new(items, asked.Next(found.Count > items.Count ? items[^1].Name : null), upTo), upTo);
    }
}

public static class GetWorkspaceEndpoint
{
    /// <summary>One workspace.</summary>
    [WolverineGet("/v1/workspaces/{workspace}", OperationId = "getWorkspace"), Needs(Permission.Read)]
    public static async Task<View<WorkspaceAnswer>> Get(string workspace, HttpContext http, IStreamReader streams, Reads reads)
    {
        var (upTo, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        var state = await streams.LoadAsync(workspace, Streams.Workspace, Streams.Workspace.Key(""), http.RequestAborted);
        return state.State is Workspace found ? new View<WorkspaceAnswer>(new(found.Name, found.Version), upTo) : Mailboxes.UnknownWorkspace(workspace);
    }
}

public static class GetPolicyEndpoint
{
    /// <summary>The settings of coordination in force.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/policy", OperationId = "getPolicy"), Needs(Permission.Read)]
    public static async Task<View<PolicyBody>> Get(string workspace, HttpContext http, IStreamReader streams, Reads reads)
    {
        var (upTo, problem) = await reads.EventsAsync(http);
        if (problem is not null)
        {
            return problem;
        }

        var state = await streams.LoadAsync(workspace, Streams.Workspace, Streams.Workspace.Key(""), http.RequestAborted);
        return state.State is Workspace { Policy: var p } ? new View<PolicyBody>(p.View(), upTo) : Mailboxes.UnknownWorkspace(workspace);
    }
}
