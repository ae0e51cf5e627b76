using Marten;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Workflows;
using Weft.Projections.Distribution;
using Weft.Projections.Metrics;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Metrics;

public static class GetSlaReportEndpoint
{
    /// <summary>By class of tasks: how many kept to its time, were warned of, went over it, and how long they took.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/reports/sla", OperationId = "reportSla"), Needs(Permission.Read)]
    public static Task<View<SlaReport>> Get(string workspace, HttpContext http, Reads reads) =>
        reads.OneAsync<SlaReport>(http, [BoardProjection.BoardName], Rejection.Because("report.unknown", "There is no report."), async (moment, cancellation) =>
        {
            var policy = (await PolicyReader.ReadAsync(moment, cancellation)).SlaInForce();
            var rows = (await moment.Session.Query<SlaRow>().ToListAsync(cancellation)).ToDictionary(r => r.Id, StringComparer.Ordinal);
            return new SlaReport([.. Enum.GetValues<Complexity>().Select(c => View(rows.GetValueOrDefault(c.Said()) ?? new SlaRow { Id = c.Said() }, policy.Seconds(c), policy.WarnAt))], moment.Position);
        });

    private static SlaClass View(SlaRow r, double limit, double warnAt) => new(
        r.Id, limit, limit * warnAt, r.Tasks, r.Open, r.Met, r.Missed, r.GivenUp, r.Warned, r.Breached, r.Percentile(0.5), r.Percentile(0.9), r.Percentile(0.99));
}
