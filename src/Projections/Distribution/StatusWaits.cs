using System.Globalization;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>What the state of a task itself says: that it waits for somebody's answer or for a time, or that it has ended and how.</summary>
internal static class StatusWaits
{
    public static IEnumerable<Wait> Of(WorkflowRow run, TaskRow task) => task.Status switch
    {
        WorkStatus.Deferred => [Later(task)],
        WorkStatus.Offered => [Offered(task)],
        WorkStatus.Conflicted => [Conflicted(task)],
        WorkStatus.Submitted when task.MergeFailed => [MergeFailed(task)],
        WorkStatus.Failed => [Failed(task)],
        WorkStatus.Cancelled => [Cancelled(run, task)],
        WorkStatus.Completed => [Done(task)],
        WorkStatus.Refused => [Refused(task)],
        _ => [],
    };

    private static Wait Later(TaskRow task) => Wait.For(
        "retry-later", string.Create(CultureInfo.InvariantCulture, $"Attempt {task.Attempt - 1} ended badly: {Reason(task)}. The next one waits."),
        ("notBefore", At(task.NotBefore)), ("reason", task.Note ?? ""), ("by", Last(task)), ("failures", Text(task.Failures)));

    private static Wait Offered(TaskRow task) => Wait.For("offered", $"It is offered to '{task.OfferedTo}', which has not taken it yet.", ("agent", task.OfferedTo ?? "")) with
    {
        Changes = [new Change("asking", task.OfferedTo, 0, 1, $"'{task.OfferedTo}' asked for work")],
    };

    private static Wait Conflicted(TaskRow task) => Wait.For("conflict-open", "Its branch conflicts with what was merged; an answer is awaited.", ("conflict", task.ConflictId ?? "")) with
    {
        Changes = [new Change("answer", null, 0, 1, "the conflict were answered")],
    };

    private static Wait MergeFailed(TaskRow task) => Wait.For("merge-failed", $"It is handed in, and its branch could not be merged: {Reason(task)}. Nobody tries any more until it is retried.", ("reason", task.Note ?? "")) with
    {
        Changes = [new Change("retry", null, 0, 1, "somebody retried it")],
    };

    private static Wait Failed(TaskRow task) => Wait.For(
        "task-failed", string.Create(CultureInfo.InvariantCulture, $"It failed {task.Failures} times, the last time in attempt {task.Attempt} at {At(task.EndedAt)}: {Reason(task)}. It is not tried again by itself; it can be retried."),
        ("reason", task.Note ?? ""), ("by", Last(task)), ("attempt", Text(task.Attempt)), ("failures", Text(task.Failures)), ("at", At(task.EndedAt))) with
    {
        Changes = [new Change("retry", null, 0, 1, "somebody retried it")],
    };

    /// <summary>What ended before its run did has a reason of its own.</summary>
    private static Wait Cancelled(WorkflowRow run, TaskRow task)
    {
        var withRun = run.Status == WorkflowStatus.Cancelled && !(task.EndedAt < run.EndedAt);
        var (reason, at) = ((withRun ? run.Reason : task.Note) ?? "", At(task.EndedAt ?? run.EndedAt));
        return Wait.For("task-cancelled", $"It was cancelled {(withRun ? "with its run " : "")}at {at}{(reason.Length > 0 ? $": {reason.TrimEnd('.')}" : "")}.", ("reason", reason), ("at", at));
    }

    private static Wait Done(TaskRow task) => Wait.For(
        "task-completed", $"It is done{(task.DoneBy is { } agent ? $", by '{agent}'" : "")}, since {At(task.EndedAt)}.", ("by", task.DoneBy ?? ""), ("at", At(task.EndedAt)), ("attempt", Text(task.Attempt)));

    private static Wait Refused(TaskRow task) => Wait.For(
        "merge-refused", string.Create(CultureInfo.InvariantCulture, $"{Reason(task)} This merge is over, since {At(task.EndedAt)}, and the attempt at '{task.Subject}' has failed with it; its retries decide what comes next: see task '{task.Subject}'."),
        ("task", task.Subject ?? ""), ("branch", task.Branch ?? ""), ("reason", task.Note ?? ""), ("by", task.DoneBy ?? ""), ("at", At(task.EndedAt)));

    private static string Reason(TaskRow task) => task.Note is { Length: > 0 } note ? note : "no reason was told";

    private static string Last(TaskRow task) => task.LostBy.IsEmpty ? "" : task.LostBy[^1];

    private static string At(DateTimeOffset? at) => at?.ToString("O", CultureInfo.InvariantCulture) ?? "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
