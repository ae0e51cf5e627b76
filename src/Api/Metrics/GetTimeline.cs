using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections.Metrics;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Metrics;

public static class GetTimelineEndpoint
{
    /// <summary>When the run did what: a bar for each task, and the gates. Paged by task.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/timeline", OperationId = "getTimeline"), Needs(Permission.Read)]
    public static async Task<View<TimelineView>> Get(string workspace, string id, HttpContext http, Reads reads)
    {
        var (asked, wrong) = Asked.Of(http, usual: 1_000);
        return wrong is not null ? wrong : await reads.OneAsync(http, [BoardProjection.BoardName], Refusals.WorkflowUnknown(id), async (moment, cancellation) =>
        {
            if (await moment.Session.LoadAsync<RunRow>(id, cancellation) is not { Clock: var clock })
            {
                return null;
            }

            var (rows, next) = await moment.PageAsync<TaskRow>("task_row", "workflow = $2", [id], asked!.After, asked.Limit, newestFirst: false, cancellation);
            var tasks = rows.Select(r => r.History).OrderBy(h => h.Segments is [var first, ..] ? first.From : DateTimeOffset.MaxValue).ThenBy(h => h.Task, StringComparer.Ordinal);
            return new TimelineView(
                moment.Position, id, clock.Status.Said(), clock.PlannedAt, clock.StartedAt, clock.EndedAt, [.. tasks.Select(View)],
                [.. clock.Gates.Select(g => new TimelineGate(g.Gate, g.Run, g.Status.Said(), g.AwaitedAt, g.OpenedAt, g.EndedAt))],
                [.. clock.Pauses.Select(p => new TimelinePause(p.From, p.To))], asked!.Next(next));
        });
    }

    private static TimelineTask View(TaskHistory h) => new(
        h.Task, h.Kind.Said(), h.Subject, h.Stage, [.. h.Segments.Select(s => new TimelineSegment(s.Phase.Said(), s.Attempt, s.Agent, s.From, s.To, s.End?.Said()))],
        h.Conflicts, h.Costs.Sum(c => c.CpuMs) / 1000.0, h.Dropped);
}
