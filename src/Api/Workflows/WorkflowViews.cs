using Weft.Api.Coordination;
using Weft.Contracts;
using Weft.Projections;
using Weft.Projections.Workflows;

namespace Weft.Api.Workflows;

internal static class WorkflowViews
{
    public static WorkflowView View(this WorkflowRow row, IEnumerable<GateRow> gates) => new(
        row.Id, row.Name, row.Template, row.TemplateVersion, row.Parameters, row.Status.Said(), row.Percent,
        row.Settings.ParallelAgents, row.Settings.Coordination.Said(), row.Settings.Conflicts.Said(), row.Settings.Quality.Said(), row.Settings.Metrics.Said(),
        row.TaskCount, row.Tasks.View(), [.. row.Stages.Select(View)], [.. row.Milestones.Select(View)],
        [.. gates.OrderBy(g => g.Gate, StringComparer.Ordinal).Select(g => new GateSummary(g.Gate, g.Status.Said(), g.Run))],
        row.Conflicts, row.OpenConflicts, row.Rollbacks, row.Repository is { } r ? new Repository(r.Remote, r.BaseCommit, r.IntegrationBranch) : null,
        row.Head, row.Reason, row.Failed, row.PlannedAt, row.StartedAt, row.EndedAt, row.Version);

    /// <summary>The gates of all of them in one statement.</summary>
    public static async Task<IReadOnlyList<WorkflowView>> ViewsAsync(this Snapshot moment, IReadOnlyCollection<WorkflowRow> rows, CancellationToken cancellation)
    {
        var ids = rows.Select(r => r.Id).ToArray();
        var (all, _) = await moment.PageAsync<GateRow>("gate_row", "workflow = any($2)", [ids], null, 10_000, newestFirst: false, cancellation);
        var gates = all.ToLookup(g => g.Workflow, StringComparer.Ordinal);
        return [.. rows.Select(r => r.View(gates[r.Id]))];
    }

    private static Contracts.TaskCounts View(this Projections.Workflows.TaskCounts c) => new(
        c.Waiting, c.Deferred, c.Ready, c.Offered, c.Assigned, c.Started, c.Submitted, c.Conflicted, c.Completed, c.Failed, c.Cancelled);

    private static Contracts.StageProgress View(Projections.Workflows.StageProgress s) =>
        new(s.Name, s.Mode.Said(), s.Tasks, s.Done, s.Tasks == 0 ? 100 : Math.Round(100.0 * s.Done / s.Tasks, 2));

    private static Contracts.MilestoneProgress View(Projections.Workflows.MilestoneProgress m) =>
        new(m.Name, m.Weight, m.Requires, m.Left, m.Requires == 0 ? 100 : Math.Round(100.0 * m.Progress / (m.Requires * (double)TaskRow.Whole), 2), m.ReachedAt);
}
