using Marten;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Projections.Agents;
using Weft.Projections.Metrics;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Distribution;

public static class GetLoadReportEndpoint
{
    private const int MostAgents = 2_000;

    /// <summary>How work is spread over the agents that are here, and how fairly.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/reports/load", OperationId = "reportLoad"), Needs(Permission.Read)]
    public static Task<View<LoadReport>> Get(string workspace, HttpContext http, Reads reads) =>
        reads.OneAsync<LoadReport>(http, [BoardProjection.BoardName], Rejection.Because("report.unknown", "There is no report."), async (moment, cancellation) =>
        {
            var (rows, _) = await moment.PageAsync<AgentRow>("agent_row", "true", [], null, MostAgents, newestFirst: false, cancellation);
            var all = rows.Sum(r => r.BusyMs);
            var here = rows.Where(IsHere).ToList();
            return new LoadReport(
                moment.Position, Fairness.Of(here.Select(r => (double)r.BusyMs / Math.Max(1, r.State!.Profile.Capacity))),
                here.Count, here.Sum(r => r.State!.Profile.Capacity), here.Sum(r => r.Held.Length),
                [.. rows.Where(r => IsHere(r) || r.BusyMs > 0).Select(r => new AgentLoad(
                    r.Id, r.State?.Status.Said() ?? "unknown", r.State?.Profile.Capacity ?? 0, r.Held.Length, r.Load, r.Finished, r.Failed, r.BusyMs / 1000.0,
                    all == 0 ? 0 : Math.Round((double)r.BusyMs / all, 4)))]);
        });

    /// <summary>Who left is listed with the work that it did, and counts for nothing else.</summary>
    private static bool IsHere(AgentRow row) => row.State is { Profile: not null, Status: not AgentStatus.Left };
}

public static class GetPredictionReportEndpoint
{
    /// <summary>By kind of task: how long it waited for an agent, and how far off predictions were.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/reports/predictions", OperationId = "reportPredictions"), Needs(Permission.Read)]
    public static Task<View<PredictionReport>> Get(string workspace, HttpContext http, Reads reads) =>
        reads.OneAsync<PredictionReport>(http, [BoardProjection.BoardName], Rejection.Because("report.unknown", "There is no report."), async (moment, cancellation) =>
            new PredictionReport(moment.Position, [.. (await moment.Session.Query<FamilyRow>().OrderBy(f => f.Id).ToListAsync(cancellation)).Select(View)]));

    private static FamilyReport View(FamilyRow f) => new(
        f.Id, f.Assigned, f.Assigned == 0 ? 0 : Math.Round(f.WaitedMs / 1000.0 / f.Assigned, 3), f.MostWaitedMs / 1000.0, f.Predicted, f.PredictedMs / 1000.0, f.ActualMs / 1000.0,
        f.Predicted == 0 ? null : Math.Round(f.Errors / 1000.0 / f.Predicted, 4), f.PredictedMs == 0 ? null : Math.Round((double)f.ActualMs / f.PredictedMs, 4));
}
