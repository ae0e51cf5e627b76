using System.Collections.Immutable;
using Marten;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Metrics;

/// <summary>The record of a run as the read models keep it: its clock, and its tasks with what they did.</summary>
public static class RunRecords
{
    /// <summary>Null for a run that is not there (yet).</summary>
    public static async Task<RunRecord?> LoadAsync(IQuerySession session, string workflow, CancellationToken cancellation)
    {
        var flow = await session.LoadAsync<WorkflowRow>(workflow, cancellation).ConfigureAwait(false);
        var run = await session.LoadAsync<RunRow>(workflow, cancellation).ConfigureAwait(false);
        if (flow is null || run is null)
        {
            return null;
        }

        var tasks = await session.Query<TaskRow>().Where(r => r.Workflow == workflow).ToListAsync(cancellation).ConfigureAwait(false);
        var gates = await session.Query<GateRow>().Where(r => r.Workflow == workflow).ToListAsync(cancellation).ConfigureAwait(false);
        return new(
            workflow,
            run.Clock,
            [.. flow.Stages.Select(s => new StageDefinition(s.Name, s.Mode))],
            [.. tasks.OrderBy(t => t.Task, StringComparer.Ordinal).Select(t => new RecordedTask(t.History, t.Needs, [.. t.Skills.Select(s => s.Name)]))],
            [.. gates.OrderBy(g => g.Gate, StringComparer.Ordinal).Select(g => new RecordedGate(g.Gate, g.After))]);
    }
}
