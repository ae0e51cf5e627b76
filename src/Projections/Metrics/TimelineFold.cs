using Weft.Domain.Metrics;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Metrics;

/// <summary>What an event of a workflow does to the timeline: the run's clock, and the histories that the rows of its tasks carry. Comes after
/// the board's own fold, which makes the rows.</summary>
internal static class TimelineFold
{
    public static async ValueTask ApplyAsync(BoardBatch batch, IWorkflowEvent happened, Moment at)
    {
        var known = (await batch.Runs.FindAsync(at.Stream).ConfigureAwait(false))?.Clock;
        var clock = (known ?? RunClock.Begin(at.At)).Apply(happened, at.At);
        if (!ReferenceEquals(clock, known))
        {
            batch.Runs.Put(new RunRow { Id = at.Stream, Clock = clock, Version = at.Version, Position = at.Position });
        }

        await ApplyToTasksAsync(batch, happened, at).ConfigureAwait(false);
    }

    private static async ValueTask ApplyToTasksAsync(BoardBatch batch, IWorkflowEvent happened, Moment at)
    {
        switch (happened)
        {
            case WorkflowRolledBack e:
                await CancelAsync(batch, at, h => h.Kind != WorkKind.Work).ConfigureAwait(false);
                await SetBackAsync(batch, e.Tasks, at).ConfigureAwait(false);
                break;
            case TasksSetBack e:
                await SetBackAsync(batch, e.Tasks, at).ConfigureAwait(false);
                break;
            case WorkflowCancelled:
                await CancelAsync(batch, at, _ => true).ConfigureAwait(false);
                break;
            case GateTimedOut or GateRetried:
                await CancelAsync(batch, at, h => h.Kind == WorkKind.Check && h.Subject == ((IGateEvent)happened).Gate).ConfigureAwait(false);
                break;
            case ITaskEvent e:
                await ChangeAsync(batch, e.Task, h => h.Apply(e, at.At), at).ConfigureAwait(false);
                if (e is MergeConflicted conflict)
                {
                    await ChangeAsync(batch, conflict.Of, h => h.Apply(e, at.At), at).ConfigureAwait(false);
                }

                break;
        }
    }

    private static async ValueTask ChangeAsync(BoardBatch batch, string task, Func<TaskHistory, TaskHistory> change, Moment at)
    {
        var row = await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, task)).ConfigureAwait(false);
        var history = row.History;
        if (change(history) is var next && !ReferenceEquals(next, history))
        {
            row.Take(next);
            batch.Tasks.Put(row);
        }
    }

    private static async ValueTask CancelAsync(BoardBatch batch, Moment at, Func<TaskHistory, bool> which)
    {
        foreach (var row in (await batch.TasksOfAsync(at.Stream).ConfigureAwait(false)).Where(t => t.History is { Open: not null } history && which(history)))
        {
            row.Take(row.History.Cancel(at.At));
            batch.Tasks.Put(row);
        }
    }

    private static async ValueTask SetBackAsync(BoardBatch batch, IEnumerable<AttemptRef> tasks, Moment at)
    {
        foreach (var back in tasks)
        {
            await ChangeAsync(batch, back.Task, h => h.Cancel(at.At), at).ConfigureAwait(false);
        }
    }
}
