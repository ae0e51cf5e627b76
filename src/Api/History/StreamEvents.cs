using System.Globalization;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Domain;
using Weft.Domain.Access;
using Wolverine.Http;

namespace Weft.Api.History;

public static class StreamEventsEndpoint
{
    /// <summary>Server-sent events: every event of the workspace after a position, as it happens. A reconnecting reader sends the id of the
    /// last event it read as Last-Event-ID and goes on exactly there.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/events/stream", OperationId = "streamEvents"), Needs(Permission.Audit)]
    public static async Task<IResult> Get(string workspace, HttpContext http, EventStream stream, Mailboxes workspaces, long after = 0)
    {
        var last = http.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length > 0 && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return Problems.Result(Rejection.Because(Problems.BadValue, "Last-Event-ID must be the id of an event: its position.", ("header", "Last-Event-ID")));
        }

        if (!await workspaces.ExistsAsync(workspace, http.RequestAborted))
        {
            return Problems.Result(Mailboxes.UnknownWorkspace(workspace));
        }

        return stream.TryEnter()
            ? new Following(stream, workspace, after)
            : Problems.Result(Rejection.Because(DoorRefusals.Busy, $"{EventStream.MaxReaders} readers follow events already; try again in a moment."));
    }

    private sealed class Following(EventStream stream, string workspace, long after) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                httpContext.Response.ContentType = "text/event-stream";
                httpContext.Response.Headers.CacheControl = "no-store";
                httpContext.Response.Headers["X-Accel-Buffering"] = "no";
                await stream.WriteAsync(workspace, after, httpContext.Response.Body, httpContext.RequestAborted);
            }
            catch (Exception error) when (stream.IsEnd(error))
            {
                // The reader went or was too slow, or the server or its store stops: whoever reads on resumes where it was.
            }
            finally
            {
                stream.Leave();
            }
        }
    }
}
