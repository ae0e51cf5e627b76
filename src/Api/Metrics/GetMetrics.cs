using System.Collections.Immutable;
using Weft.Api.Access;
using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections;
using Weft.Projections.Agents;
using Weft.Projections.Metrics;
using Weft.Projections.Workflows;
using Wolverine.Http;

namespace Weft.Api.Metrics;

public static class GetMetricsEndpoint
{
    internal static readonly string[] ReadModels = [BoardProjection.BoardName];

    /// <summary>Parallelism figures of a run; with against=another run of the same work also the speed-up against it.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/metrics", OperationId = "getMetrics"), Needs(Permission.Read)]
    public static Task<View<MetricsView>> Get(string workspace, string id, HttpContext http, Reads reads, string? against = null)
    {
        var unknown = Refusals.WorkflowUnknown(id);
        return reads.OneAsync(http, ReadModels, against is null ? unknown : unknown with { Detail = $"There is no workflow '{id}', or no '{against}' to compare it with, in this workspace." },
            async (moment, cancellation) =>
            {
                var mine = await ComputeAsync(moment, id, cancellation);
                var other = against is null ? null : await ComputeAsync(moment, against, cancellation);
                return mine is null || (against is not null && other is null) ? null : mine.View(moment.Position, other);
            });
    }

    /// <summary>The run's own events, and the skills that its agents declared.</summary>
    internal static async Task<RunMetrics?> ComputeAsync(Snapshot moment, string workflow, CancellationToken cancellation)
    {
        if (await RunRecords.LoadAsync(moment.Session, workflow, cancellation) is not { } run)
        {
            return null;
        }

        var agents = run.Tasks.SelectMany(t => t.History.Segments).Select(s => s.Agent).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var skills = (await moment.Session.LoadManyAsync<AgentRow>(cancellation, agents))
            .ToDictionary(a => a.Id, a => (a.State?.Profile.Skills ?? []).Select(s => s.Name).ToImmutableArray(), StringComparer.Ordinal);
        return RunMetrics.Of(run, skills);
    }
}

public static class GetCriticalPathEndpoint
{
    /// <summary>The slowest stage, and the chain of steps that decided how long the run took, with what each waited for.</summary>
    [WolverineGet("/v1/workspaces/{workspace}/workflows/{id}/critical-path", OperationId = "getCriticalPath"), Needs(Permission.Read)]
    public static Task<View<CriticalPathView>> Get(string workspace, string id, HttpContext http, Reads reads) =>
        reads.OneAsync(http, GetMetricsEndpoint.ReadModels, Refusals.WorkflowUnknown(id),
            async (moment, cancellation) => (await GetMetricsEndpoint.ComputeAsync(moment, id, cancellation))?.PathView(moment.Position));
}
