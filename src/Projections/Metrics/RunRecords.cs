using System.Collections.Immutable;
using Marten;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Metrics;

/// <summary>The record of a run as the read models keep it: when, from the timeline; what was planned, from the board.</summary>
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

        var bars = await session.Query<TimelineRow>().Where(r => r.Workflow == workflow).ToListAsync(cancellation).ConfigureAwait(false);
        var plans = (await session.Query<TaskRow>().Where(r => r.Workflow == workflow).Select(r => new { r.Task, r.Needs, r.Skills }).ToListAsync(cancellation).ConfigureAwait(false))
            .ToDictionary(p => p.Task, StringComparer.Ordinal);
        var gates = await session.Query<GateRow>().Where(r => r.Workflow == workflow).ToListAsync(cancellation).ConfigureAwait(false);
        return new(
            workflow,
            run.Clock,
            [.. flow.Stages.Select(s => new StageDefinition(s.Name, s.Mode))],
            [.. bars.OrderBy(b => b.History.Task, StringComparer.Ordinal).Select(b => plans.GetValueOrDefault(b.History.Task) is { } plan
                ? new RecordedTask(b.History, plan.Needs, [.. plan.Skills.Select(s => s.Name)])
                : new RecordedTask(b.History, [], []))],
            [.. gates.OrderBy(g => g.Gate, StringComparer.Ordinal).Select(g => new RecordedGate(g.Gate, g.After))]);
    }
}
