using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.History;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.History;

public static class ListEventsEndpoint
{
    /// <summary>All events of the workspace after a position, oldest first; the page's next is the after of the next one.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/events", OperationId = "listEvents"), Needs(Permission.Audit)]
    public static async Task<View<Page<HistoryEvent>>> Get(string workspace, HttpContext http, HistoryReader history, Reads reads, long after = 0)
    {
        var (asked, wrong) = Asked.ByPosition(http);
        var (upTo, problem) = await reads.EventsAsync(http);
        if ((wrong ?? problem) is { } refusal)
        {
            return refusal;
        }

        var from = asked!.Number() ?? after;
        var (events, more) = await history.AllAsync(workspace, from, upTo, asked.Limit, http.RequestAborted);
        var position = more ? events[^1].Position : upTo;
        return new View<Page<HistoryEvent>>(new(events, more ? Asked.CursorOf(events[^1].Position) : null, position), position);
    }
}

public static class GetStreamEndpoint
{
    /// <summary>The whole history of one stream (for example <c>workflow-018f…</c>, <c>agent-alice</c>, <c>workspace</c>), oldest first.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/streams/{stream}", OperationId = "getStream"), Needs(Permission.Audit)]
    public static async Task<View<Page<HistoryEvent>>> Get(string workspace, string stream, HttpContext http, HistoryReader history, Reads reads)
    {
        var (asked, wrong) = Asked.ByNumber(http);
        var (upTo, problem) = await reads.EventsAsync(http);
        if ((wrong ?? problem) is { } refusal)
        {
            return refusal;
        }

        var after = asked!.Number() ?? 0;
        var (events, more) = await history.StreamAsync(workspace, stream, after, asked.Limit, http.RequestAborted);
        return events.Count == 0 && after == 0
            ? Unknown(stream)
            : new View<Page<HistoryEvent>>(new(events, more ? asked.Next(events[^1].Version) : null, upTo), upTo);
    }

    internal static Rejection Unknown(string stream) => Rejection.Because("stream.unknown", $"There is no stream '{stream}' in this workspace, or it had no event then.", ("stream", stream));
}

public static class GetStateEndpoint
{
    /// <summary>The state of an aggregate now, or as of a version, a position or an instant.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/streams/{stream}/state", OperationId = "getState"), Needs(Permission.Audit)]
    public static async Task<View<StateAt>> Get(
        string workspace, string stream, HttpContext http, PastReader past, Reads reads, long? version = null, long? position = null, DateTimeOffset? at = null)
    {
        var (upTo, problem) = await reads.EventsAsync(http, position ?? 0);
        if (problem is not null)
        {
            return problem;
        }

        return await past.LoadAsync(workspace, stream, new AsOf(version, position, at), http.RequestAborted) is { } state
            ? new View<StateAt>(state, position ?? upTo)
            : GetStreamEndpoint.Unknown(stream);
    }
}

public static class GetTaskHistoryEndpoint
{
    /// <summary>Everything that happened to a task, its merges among it, oldest first.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/tasks/{task}/history", OperationId = "getTaskHistory"), Needs(Permission.Read)]
    public static async Task<View<Page<HistoryEvent>>> Get(string workspace, string id, string task, HttpContext http, HistoryReader history, Reads reads)
    {
        var (asked, wrong) = Asked.ByNumber(http);
        var (upTo, problem) = await reads.EventsAsync(http);
        if ((wrong ?? problem) is { } refusal)
        {
            return refusal;
        }

        var after = asked!.Number() ?? 0;
        var (events, more) = await history.TaskAsync(workspace, id, task, after, asked.Limit, http.RequestAborted);
        return events.Count == 0 && after == 0
            ? Workflows.GetTaskEndpoint.Unknown(id, task)
            : new View<Page<HistoryEvent>>(new(events, more ? asked.Next(events[^1].Version) : null, upTo), upTo);
    }
}
