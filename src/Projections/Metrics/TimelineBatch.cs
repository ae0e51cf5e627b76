using Marten;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Metrics;

/// <summary>Folds a workflow's events into the bars of its tasks.</summary>
internal sealed class TimelineBatch(IDocumentOperations session, CancellationToken cancellation)
{
    public Rows<TimelineRow> Rows { get; } = new(session, cancellation);

    public Rows<RunRow> Runs { get; } = new(session, cancellation);

    /// <summary>What was delivered before changes nothing.</summary>
    public async ValueTask ApplyAsync(IWorkflowEvent happened, Moment at)
    {
        var run = await Runs.FindAsync(at.Stream).ConfigureAwait(false);
        if (run is not null && run.Version >= at.Version)
        {
            return;
        }

        var clock = (run?.Clock ?? RunClock.Begin(at.At)).Apply(happened, at.At);
        Runs.Put(new RunRow { Id = at.Stream, Clock = clock, Version = at.Version, Position = at.Position });
        await ApplyToTasksAsync(happened, at).ConfigureAwait(false);
    }

    private async ValueTask ApplyToTasksAsync(IWorkflowEvent happened, Moment at)
    {
        switch (happened)
        {
            case TasksPlanned e:
                foreach (var task in e.Tasks)
                {
                    Put(TaskHistory.Begin(task.Name, WorkKind.Work, null, task.Stage), at);
                }

                break;
            case GateOpened e:
                foreach (var check in e.Checks)
                {
                    Put(TaskHistory.Begin(check, WorkKind.Check, e.Gate, ""), at);
                }

                break;
            case MergeQueued e when await Rows.FindAsync(TaskRow.IdOf(at.Stream, e.Task)).ConfigureAwait(false) is null:
                Put(TaskHistory.Begin(e.Task, WorkKind.Merge, e.Of, ""), at);
                break;
            case WorkflowRolledBack e:
                await RollBackAsync(e, at).ConfigureAwait(false);
                break;
            case TasksSetBack e:
                await SetBackAsync(e.Tasks, at).ConfigureAwait(false);
                break;
            case WorkflowCancelled:
                await CancelAsync(at, _ => true).ConfigureAwait(false);
                break;
            case GateTimedOut or GateRetried:
                await CancelAsync(at, h => h.Kind == WorkKind.Check && h.Subject == ((IGateEvent)happened).Gate).ConfigureAwait(false);
                break;
            case ITaskEvent e:
                await ApplyAsync(e, e.Task, at).ConfigureAwait(false);
                if (e is MergeConflicted conflict)
                {
                    await ApplyAsync(e, conflict.Of, at).ConfigureAwait(false);
                }

                break;
        }
    }

    private async ValueTask ApplyAsync(ITaskEvent happened, string task, Moment at)
    {
        var row = await Rows.GetAsync(TaskRow.IdOf(at.Stream, task)).ConfigureAwait(false);
        var history = row.History.Apply(happened, at.At);
        if (!ReferenceEquals(history, row.History))
        {
            Put(history, at);
        }
    }

    private async ValueTask CancelAsync(Moment at, Func<TaskHistory, bool> which)
    {
        var open = await Rows.WhereAsync(r => r.Workflow == at.Stream, r => r.Workflow == at.Stream && r.History.Open is not null && which(r.History)).ConfigureAwait(false);
        foreach (var row in open)
        {
            Put(row.History.Cancel(at.At), at);
        }
    }

    private async ValueTask RollBackAsync(WorkflowRolledBack e, Moment at)
    {
        await CancelAsync(at, h => h.Kind != WorkKind.Work).ConfigureAwait(false);
        await SetBackAsync(e.Tasks, at).ConfigureAwait(false);
        if (e.Revert is { } revert)
        {
            Put(TaskHistory.Begin(revert, WorkKind.Revert, e.To, ""), at);
        }
    }

    private async ValueTask SetBackAsync(IEnumerable<AttemptRef> tasks, Moment at)
    {
        foreach (var back in tasks)
        {
            var row = await Rows.GetAsync(TaskRow.IdOf(at.Stream, back.Task)).ConfigureAwait(false);
            Put(row.History.Cancel(at.At), at);
        }
    }

    private void Put(TaskHistory history, Moment at) => Rows.Put(new TimelineRow
    {
        Id = TaskRow.IdOf(at.Stream, history.Task),
        Workflow = at.Stream,
        History = history,
        Version = at.Version,
        Position = at.Position,
    });
}
