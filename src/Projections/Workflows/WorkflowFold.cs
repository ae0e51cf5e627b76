using Weft.Domain.Workflows;
using Weft.Projections.Metrics;

namespace Weft.Projections.Workflows;

/// <summary>What an event of a workflow does to the board.</summary>
internal static class WorkflowFold
{
    public static async ValueTask ApplyAsync(BoardBatch batch, IWorkflowEvent happened, Moment at)
    {
        switch (happened)
        {
            case WorkflowDefined e:
                Define(batch, e, at);
                return;
            case TasksPlanned e:
                await PlanAsync(batch, e, at).ConfigureAwait(false);
                break;
            case IGateEvent e:
                await GateFold.ApplyAsync(batch, e, at).ConfigureAwait(false);
                break;
            case ITaskEvent e:
                await TaskFacts.ApplyAsync(batch, e, at).ConfigureAwait(false);
                break;
            case WorkflowCancelled:
                await CancelAsync(batch, happened, at, _ => true).ConfigureAwait(false);
                break;
            case WorkflowRolledBack e:
                await RollBackAsync(batch, e, at).ConfigureAwait(false);
                break;
            case TasksSetBack e:
                await SetBackAsync(batch, e, at).ConfigureAwait(false);
                break;
        }

        var flow = await batch.Workflows.GetAsync(at.Stream).ConfigureAwait(false);
        var next = Apply(flow, happened, at);
        (next.Version, next.Position) = (at.Version, at.Position);
        batch.Workflows.Put(next);
        await CountAsync(batch, flow, happened, at).ConfigureAwait(false);
    }

    private static WorkflowRow Apply(WorkflowRow flow, IWorkflowEvent happened, Moment at) => happened switch
    {
        WorkflowStarted => flow with { Status = WorkflowStatus.Running, StartedAt = at.At },
        WorkflowPaused e => flow with { Status = WorkflowStatus.Paused, Reason = e.Reason },
        WorkflowResumed => flow with { Status = WorkflowStatus.Running, Reason = null, EndedAt = null, Failed = [] },
        WorkflowCancelled e => flow with { Status = WorkflowStatus.Cancelled, Active = false, Reason = e.Reason, EndedAt = at.At },
        WorkflowCompleted => flow with { Status = WorkflowStatus.Completed, Active = false, EndedAt = at.At },
        WorkflowFailed e => flow with { Status = WorkflowStatus.Failed, Reason = e.Reason, Failed = e.Failed, EndedAt = at.At },
        WorkflowRolledBack e => flow with { Status = flow.Status == WorkflowStatus.Paused ? flow.Status : WorkflowStatus.Running, Active = true, Rollbacks = flow.Rollbacks + 1, Reason = e.Reason, EndedAt = null, Failed = [] },
        MilestoneReached e => flow with { Milestones = [.. flow.Milestones.Select(m => m.Name == e.Name ? m with { ReachedAt = at.At } : m)] },
        BranchMerged e => flow with { Head = e.Commit },
        RollbackApplied e => flow with { Head = e.Commit },
        MergeConflicted => flow with { Conflicts = flow.Conflicts + 1 },
        _ => flow,
    };

    private static void Define(BoardBatch batch, WorkflowDefined e, Moment at)
    {
        batch.Workflows.Put(NewRows.Of(e, at));
        if (!e.Milestones.IsEmpty)
        {
            batch.Plans.Put(new PlanRow { Id = e.WorkflowId, Milestones = e.Milestones });
        }

        var milestones = NewRows.ByNode(e.Milestones);
        foreach (var gate in e.Gates)
        {
            batch.Gates.Put(NewRows.Of(e.WorkflowId, gate, milestones, at));
        }
    }

    private static async ValueTask PlanAsync(BoardBatch batch, TasksPlanned e, Moment at)
    {
        var milestones = NewRows.ByNode((await batch.Plans.FindAsync(at.Stream).ConfigureAwait(false))?.Milestones ?? []);
        foreach (var task in e.Tasks)
        {
            await batch.ChangeAsync(null, NewRows.Of(at.Stream, task, milestones, at), e, at).ConfigureAwait(false);
        }
    }

    /// <summary>Rare and wide: it asks for the rows of the workflow that are still open.</summary>
    private static async ValueTask CancelAsync(BoardBatch batch, IWorkflowEvent happened, Moment at, Func<TaskRow, bool> which)
    {
        foreach (var row in (await batch.TasksOfAsync(at.Stream).ConfigureAwait(false)).Where(t => t.IsOpen && which(t)))
        {
            await batch.ChangeAsync(row, row.Unheld(WorkStatus.Cancelled) with { EndedAt = at.At }, happened, at).ConfigureAwait(false);
        }
    }

    private static async ValueTask RollBackAsync(BoardBatch batch, WorkflowRolledBack e, Moment at)
    {
        await CancelAsync(batch, e, at, t => t.Kind != WorkKind.Work).ConfigureAwait(false);
        await SetBackAsync(batch, new TasksSetBack(e.To, e.Reason, e.Tasks), at).ConfigureAwait(false);
        foreach (var gate in e.Gates)
        {
            await GateFold.ReopenAsync(batch, gate, null, at).ConfigureAwait(false);
        }

        if (e.Revert is { } revert)
        {
            await batch.ChangeAsync(null, NewRows.Item(at.Stream, revert, WorkKind.Revert, e.To, 1000, at), e, at).ConfigureAwait(false);
        }
    }

    private static async ValueTask SetBackAsync(BoardBatch batch, TasksSetBack e, Moment at)
    {
        foreach (var back in e.Tasks)
        {
            var row = await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, back.Task)).ConfigureAwait(false);
            var again = row.Unheld(WorkStatus.Waiting) with
            {
                Attempt = back.Attempt,
                Failures = 0,
                ClockSince = null,
                SlaWarned = false,
                SlaBreached = false,
                ConflictId = null,
                MergeFailed = false,
                NotBefore = null,
                Checkpoint = null,
                Progress = 0,
                EndedAt = null,
                Note = e.Reason,
            };
            await batch.ChangeAsync(row, again, e, at).ConfigureAwait(false);
        }
    }

    private static async ValueTask CountAsync(BoardBatch batch, WorkflowRow flow, IWorkflowEvent happened, Moment at)
    {
        var work = happened is TaskCompleted e
            && (await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, e.Task)).ConfigureAwait(false)).Kind == WorkKind.Work;
        if (!work && happened is not WorkflowCompleted)
        {
            return;
        }

        var id = ThroughputBucket.IdOf(flow.Template, at.At);
        var bucket = await batch.Throughput.FindAsync(id).ConfigureAwait(false)
            ?? new ThroughputBucket { Id = id, Template = flow.Template, Hour = ThroughputBucket.HourOf(at.At) };
        batch.Throughput.Put(work
            ? bucket with { Tasks = bucket.Tasks + 1 }
            : bucket with { Workflows = bucket.Workflows + 1, WorkflowSeconds = bucket.WorkflowSeconds + (at.At - (flow.StartedAt ?? flow.PlannedAt)).TotalSeconds });
    }
}
