using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Balancing;

public static class GetBreakersEndpoint
{
    /// <summary>Agents whose breaker has opened: how often, for how long in all, and whether it is open now and until when.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/reports/breakers", OperationId = "reportBreakers"), Needs(Permission.Read)]
    public static Task<View<Page<BreakerReport>>> Get(string workspace, HttpContext http, Reads reads, TimeProvider time) =>
        reads.PageAsync<BreakerReport>(http, [BoardProjection.BoardName], async (moment, asked, cancellation) =>
        {
            var (rows, next) = await moment.PageAsync<AgentRow>("agent_row", "data ->> 'openings' is not null", [], asked.After, asked.Limit, newestFirst: false, cancellation);
            return ([.. rows.Select(r => View(r, r.Openings!, time.GetUtcNow()))], next);
        });

    private static BreakerReport View(AgentRow r, BreakerOpenings o, DateTimeOffset now)
    {
        var open = o.IsOpen ? Math.Max(0, (now - o.LastAt).TotalSeconds) : 0;
        var breaker = r.State?.Breaker;
        return new(
            r.Id, r.State?.Status.Said() ?? "unknown", breaker?.Status.Said() ?? "closed", o.Count, o.ByHand, Math.Round((o.OpenMs / 1000.0) + open, 3), o.LastAt,
            o.IsOpen, o.IsOpen ? breaker?.Until : null, o.IsOpen ? breaker?.Reason : null, o.IsOpen ? breaker?.By : null);
    }
}
