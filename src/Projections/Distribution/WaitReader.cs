using System.Collections.Immutable;
using System.Globalization;
using Marten;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>Why a task is not running now: its run, its needs, its agents; and of one that has ended, how.</summary>
public static class WaitReader
{
    /// <param name="now">when it is asked</param>
    public static async Task<ImmutableArray<Wait>> ReadAsync(Snapshot moment, InForce inForce, WorkflowRow run, TaskRow task, Ledger ledger, DateTimeOffset now, CancellationToken cancellation)
    {
        ImmutableArray<Wait> ofRun = task.IsOpen && run.Status != WorkflowStatus.Running ? [NotRunning(run)] : [];
        return task.Status switch
        {
            WorkStatus.Waiting => [.. ofRun, .. await NeedsAsync(moment, task, cancellation)],
            WorkStatus.Ready => [.. ofRun, .. await AgentsAsync(moment, inForce, run, task, ledger, now, cancellation)],
            WorkStatus.Submitted => [.. ofRun, .. await MergeAsync(moment, inForce, run, task, ledger, now, cancellation)],
            _ => [.. ofRun, .. StatusWaits.Of(run, task)],
        };
    }

    private static Wait NotRunning(WorkflowRow run) => Wait.For(
        "workflow-not-running", $"Workflow '{run.Name}' is {run.Status}{(run.Reason is { Length: > 0 } why ? $": {why}" : "")}.", ("status", run.Status.ToString()), ("reason", run.Reason ?? "")) with
    {
        Changes = [new Change("workflow", null, 0, 1, $"workflow '{run.Name}' ran")],
    };

    private static async Task<IEnumerable<Wait>> NeedsAsync(Snapshot moment, TaskRow task, CancellationToken cancellation)
    {
        var ids = task.Needs.Select(n => TaskRow.IdOf(task.Workflow, n)).ToArray();
        var tasks = (await moment.Session.LoadManyAsync<TaskRow>(cancellation, ids)).Where(t => t.Status != WorkStatus.Completed)
            .Select(t => Wait.For("needs-task", $"It needs '{t.Task}', which is {t.Status}{(t.Holder is null ? "" : $" and held by '{t.Holder}'")}.",
                ("task", t.Task), ("status", t.Status.ToString()), ("holder", t.Holder ?? "")) with
            { Changes = [new Change("task:" + t.Task, t.Holder, 0, 1, $"'{t.Task}' were done")] });
        var gates = (await moment.Session.LoadManyAsync<GateRow>(cancellation, ids)).Where(g => g.Status != GateStatus.Passed)
            .Select(g => Wait.For("needs-gate", $"It needs gate '{g.Gate}', which is {g.Status}.", ("gate", g.Gate), ("status", g.Status.ToString())) with
            { Changes = [new Change("gate:" + g.Gate, null, 0, 1, $"gate '{g.Gate}' had passed")] });
        return tasks.Concat(gates);
    }

    /// <summary>It could start: then it is the limit of its run, or the agents.</summary>
    private static async Task<IEnumerable<Wait>> AgentsAsync(Snapshot moment, InForce inForce, WorkflowRow run, TaskRow task, Ledger ledger, DateTimeOffset now, CancellationToken cancellation)
    {
        var limit = run.Settings.ParallelAgents;
        if (task.Kind is WorkKind.Work or WorkKind.Check && await PlacesAsync(moment, run, cancellation) is var held && held >= limit)
        {
            return [Wait.For("workflow-at-limit", string.Create(CultureInfo.InvariantCulture, $"Workflow '{run.Name}' allows {limit} tasks at once, and as many are held or offered."),
                ("limit", limit.ToString(CultureInfo.InvariantCulture))) with { Changes = [new Change("parallel-agents", null, limit, held + 1, "one of them were done, or the run allowed one more")] }];
        }

        return AgentWaits.Of(await PresentAgents.ReadAsync(moment, inForce.Effects, cancellation), inForce, run, task, ledger, now);
    }

    /// <summary>How many of those that the run allows at once are taken: by checks too, and by what is offered.</summary>
    private static Task<int> PlacesAsync(Snapshot moment, WorkflowRow run, CancellationToken cancellation) => moment.Session.Query<TaskRow>().CountAsync(
        t => t.Workflow == run.Id && t.Active && (t.Kind == WorkKind.Work || t.Kind == WorkKind.Check) && (t.Status == WorkStatus.Offered || t.Status == WorkStatus.Assigned || t.Status == WorkStatus.Started), cancellation);

    /// <summary>It is handed in: what its merge waits for.</summary>
    private static async Task<IEnumerable<Wait>> MergeAsync(Snapshot moment, InForce inForce, WorkflowRow run, TaskRow task, Ledger ledger, DateTimeOffset now, CancellationToken cancellation)
    {
        if (task.MergeFailed || await moment.Session.LoadAsync<TaskRow>(TaskRow.IdOf(task.Workflow, WorkflowEvolve.MergeName(task.Task, task.Attempt)), cancellation) is not { } merge)
        {
            return StatusWaits.Of(run, task);
        }

        var own = Wait.For("needs-merge", $"It is handed in, and waits for its merge '{merge.Task}', which is {merge.Status}{(merge.Holder is null ? "" : $" and held by '{merge.Holder}'")}.",
            ("task", merge.Task), ("status", merge.Status.ToString()), ("holder", merge.Holder ?? ""));
        return merge.Status == WorkStatus.Ready ? [own, .. await AgentsAsync(moment, inForce, run, merge, ledger, now, cancellation)] : [own];
    }
}
