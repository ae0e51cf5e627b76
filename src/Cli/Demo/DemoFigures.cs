using Weft.Client;
using Weft.Contracts;

namespace Weft.Cli.Demo;

/// <summary>Asks the server for the figures of finished runs; nothing is computed here that it did not derive from events.</summary>
public sealed class DemoFigures(WeftClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<DemoWorkflow> CompareAsync(WorkflowView one, WorkflowView all, CancellationToken cancellation)
    {
        var (alone, together) = (await MetricsAsync(one.Id, null, cancellation), await MetricsAsync(all.Id, one.Id, cancellation));
        var against = together.Against ?? throw new FailedException("the server did not compare the runs");
        return new DemoWorkflow(
            all.Template, against.Speedup, against.TheoreticalMaximum, against.Efficiency, together.ConflictFree, together.WaitingSeconds, together.CpuSeconds,
            together.GateCpuSeconds, together.TaskTime.ResolvingSeconds, together.CoordinationSeconds, together.CoordinationShare, Run(one, alone), Run(all, together));
    }

    public async Task<DemoRun> RunAsync(WorkflowView run, CancellationToken cancellation) => Run(run, await MetricsAsync(run.Id, null, cancellation));

    public async Task<IReadOnlyList<DemoGate>> GatesAsync(WorkflowView run, CancellationToken cancellation)
    {
        var gates = await Servers.Listing.AllAsync<GateView>(client, $"workflows/{run.Id}/gates", cancellation);
        return [.. gates.Select(gate => new DemoGate(
            run.Template, run.ParallelAgents, gate.Name, gate.Status,
            [.. gate.Failed.Select(failed => $"{failed.Check}: {failed.Evidence?.OutputTail.Trim() ?? "no evidence"}")]))];
    }

    public Task<TimelineView> TimelineAsync(string workflow, CancellationToken cancellation) =>
        client.GetAsync<TimelineView>($"workflows/{workflow}/timeline?limit=1000", client.Position, Patience, cancellation);

    public Task<MetricsView> MetricsAsync(string workflow, string? against, CancellationToken cancellation) =>
        client.GetAsync<MetricsView>($"workflows/{workflow}/metrics{(against is null ? "" : $"?against={against}")}", client.Position, Patience, cancellation);

    private static DemoRun Run(WorkflowView run, MetricsView metrics) => new(
        run.Id, run.Template, run.ParallelAgents, run.Status, metrics.WallSeconds, metrics.WorkSeconds, metrics.Tasks, metrics.ConflictedTasks);
}
