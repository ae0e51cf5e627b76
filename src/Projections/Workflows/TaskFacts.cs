using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>An event about a task: its own row, and the rows of the tasks that it concerns as well.</summary>
internal static class TaskFacts
{
    public static async ValueTask ApplyAsync(BoardBatch batch, ITaskEvent happened, Moment at)
    {
        var id = TaskRow.IdOf(at.Stream, happened.Task);
        if (happened is MergeQueued queued)
        {
            await QueueMergeAsync(batch, queued, await batch.Tasks.FindAsync(id).ConfigureAwait(false), at).ConfigureAwait(false);
            return;
        }

        var row = await batch.Tasks.GetAsync(id).ConfigureAwait(false);
        await batch.ChangeAsync(row, TaskFold.Apply(row, happened, at), happened, at).ConfigureAwait(false);
        switch (happened)
        {
            case MergeConflicted e:
                await ConflictAsync(batch, e, at).ConfigureAwait(false);
                break;
            case ConflictAnswered e:
                await MergeAgainAsync(batch, e, row.Attempt, at).ConfigureAwait(false);
                break;
            case TaskFailed { RetryAt: null } e when row.Kind == WorkKind.Merge:
                await GiveUpMergeAsync(batch, e, row.Subject!, e.Reason, at).ConfigureAwait(false);
                break;
            case TaskTimedOut { RetryAt: null } e when row.Kind == WorkKind.Merge:
                await GiveUpMergeAsync(batch, e, row.Subject!, $"{e.Agent} brought no result in time", at).ConfigureAwait(false);
                break;
        }
    }

    private static async ValueTask QueueMergeAsync(BoardBatch batch, MergeQueued e, TaskRow? known, Moment at)
    {
        var of = await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, e.Of)).ConfigureAwait(false);
        await batch.ChangeAsync(of, of with { MergeFailed = false }, e, at).ConfigureAwait(false);
        var merge = NewRows.Item(at.Stream, e.Task, WorkKind.Merge, e.Of, e.Priority, at) with { Attempt = known?.Attempt ?? 1 };
        if (known is not null)
        {
            merge.Take(known.History);
        }

        await batch.ChangeAsync(known, merge, e, at).ConfigureAwait(false);
    }

    private static async ValueTask GiveUpMergeAsync(BoardBatch batch, ITaskEvent e, string task, string why, Moment at)
    {
        var of = await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, task)).ConfigureAwait(false);
        await batch.ChangeAsync(of, of with { MergeFailed = true, Note = why }, e, at).ConfigureAwait(false);
    }

    private static async ValueTask ConflictAsync(BoardBatch batch, MergeConflicted e, Moment at)
    {
        var of = await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, e.Of)).ConfigureAwait(false);
        var stopped = of with { Status = WorkStatus.Conflicted, ConflictId = e.ConflictId, Conflicts = of.Conflicts + 1 };
        await batch.ChangeAsync(of, stopped, e, at).ConfigureAwait(false);
    }

    /// <summary>The merge that met the conflict is queued again, with the answer.</summary>
    private static async ValueTask MergeAgainAsync(BoardBatch batch, ConflictAnswered e, int attempt, Moment at)
    {
        var merge = await batch.Tasks.GetAsync(TaskRow.IdOf(at.Stream, WorkflowEvolve.MergeName(e.Task, attempt))).ConfigureAwait(false);
        var again = merge with { Status = WorkStatus.Waiting, Attempt = merge.Attempt + 1, ConflictId = e.ConflictId, EndedAt = null, Note = null };
        await batch.ChangeAsync(merge, again, e, at).ConfigureAwait(false);
    }
}
