using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>What one event does to the row of the task it names. Other rows that it concerns are the board's business.</summary>
internal static class TaskFold
{
    private const int MostNamed = 10;

    public static TaskRow Apply(TaskRow row, ITaskEvent happened, Moment at) => happened switch
    {
        TaskReadied e => row.Readied(e, at),
        TaskOffered e => row with { Status = WorkStatus.Offered, OfferedTo = e.Agent },
        OfferLapsed e => row.Lapsed(e, at),
        TaskAssigned e => row.Granted(e, at),
        TaskStarted => row with { Status = WorkStatus.Started, StartedAt = at.At },
        TaskCheckpointed e => row with { Checkpoint = e.Name, Progress = Math.Clamp((int)Math.Round(e.Percent * 100), 0, TaskRow.Whole - 1) },
        TaskReleased e => row.Unheld(WorkStatus.Ready) with { ReadyAt = at.At, Note = e.Reason },
        LeaseExpired e => row.LostByHolder().Unheld(WorkStatus.Ready) with { ReadyAt = at.At, Note = e.Reason },
        TaskSubmitted e => row.Unheld(WorkStatus.Submitted) with { SubmittedAt = at.At, Commit = e.Commit, Branch = e.Branch, LostBy = [] },
        TaskCompleted e => row.Unheld(WorkStatus.Completed) with { EndedAt = at.At, Commit = e.Commit ?? row.Commit, Progress = TaskRow.Whole },
        TaskFailed e => row.LostByHolder().SentBack().Again(e.RetryAt, at) with { Note = e.Reason },
        TaskTimedOut e => row.LostByHolder().Again(e.RetryAt, at) with { Note = $"{e.Agent} brought no result in time" },
        TaskRetried e => row.Retried(e),
        TaskYielded e => row.Unheld(WorkStatus.Waiting) with { Attempt = e.Attempt, ConflictId = null, Checkpoint = null, Progress = 0, Note = e.Why },
        ConflictAnswered => row with { Status = WorkStatus.Submitted },
        MergeRefused e => row.Unheld(WorkStatus.Refused) with { EndedAt = at.At, Branch = e.Branch, Note = $"Branch '{e.Branch}' of agent '{e.Author}' was not merged: {e.Reason}" },
        MergeConflicted e => row.Unheld(WorkStatus.Cancelled) with { EndedAt = at.At, Note = Why(e) },
        SlaWarned => row with { SlaWarned = true },
        SlaBreached => row with { SlaWarned = true, SlaBreached = true },
        StaleResultRefused or MergeIntended or BranchMerged or RollbackApplied => row,
        _ => throw new InvalidOperationException($"No row fold for {happened.GetType().Name}"),
    };

    /// <summary>The lease, or the wait for one, is over.</summary>
    public static TaskRow Unheld(this TaskRow row, WorkStatus status) => row with
    {
        Status = status,
        Holder = null,
        Token = null,
        OfferedTo = null,
        DoneBy = row.Holder ?? row.DoneBy,
    };

    private static TaskRow Readied(this TaskRow row, TaskReadied e, Moment at) => row with
    {
        Status = WorkStatus.Ready,
        Attempt = e.Attempt,
        BaseCommit = e.BaseCommit,
        ReadyAt = at.At,
        ClockSince = row.ClockSince ?? at.At,
        NotBefore = null,
        AssignedAt = null,
        StartedAt = null,
        SubmittedAt = null,
        EndedAt = null,
    };

    private static TaskRow Granted(this TaskRow row, TaskAssigned e, Moment at) => row with
    {
        Status = WorkStatus.Assigned,
        Holder = e.Agent,
        Practice = e.Why.Practice,
        FoundSkills = e.Why.FoundSkills,
        Token = at.Version,
        OfferedTo = null,
        BaseCommit = e.BaseCommit,
        AssignedAt = at.At,
        StartedAt = null,
    };

    private static TaskRow Retried(this TaskRow row, TaskRetried e)
    {
        var afresh = row.Status == WorkStatus.Conflicted;
        return row.Unheld(WorkStatus.Waiting) with
        {
            Attempt = e.Attempt,
            Failures = 0,
            ConflictId = null,
            NotBefore = null,
            EndedAt = null,
            Note = e.Reason,
            Checkpoint = afresh ? null : row.Checkpoint,
            Progress = afresh ? 0 : row.Progress,
        };
    }

    private static string Why(MergeConflicted e) =>
        $"The branch of '{e.Of}' conflicts with what was merged, in {string.Join(", ", e.Files.Select(f => f.Path).Take(MostNamed))}. This merge is over; conflict '{e.ConflictId}' decides what comes next.";

    private static TaskRow Lapsed(this TaskRow row, OfferLapsed e, Moment at) =>
        row.Unheld(WorkStatus.Ready) is var open && e.Missed == true ? open with { LostBy = WorkItemChanges.Later(row.LostBy, e.Agent), LapsedAt = at.At } : open;

    private static TaskRow LostByHolder(this TaskRow row) => row.Holder is { } agent ? row with { LostBy = WorkItemChanges.Later(row.LostBy, agent) } : row;

    /// <summary>A branch that turned out to be wrong after it was handed in.</summary>
    private static TaskRow SentBack(this TaskRow row) => row is { Status: WorkStatus.Submitted, DoneBy: { } agent }
        ? row with { LostBy = WorkItemChanges.Later(row.LostBy, agent), Checkpoint = null, Progress = 0, Commit = null, Branch = null } : row;

    private static TaskRow Again(this TaskRow row, DateTimeOffset? retryAt, Moment at) => retryAt is null
        ? row.Unheld(WorkStatus.Failed) with { Failures = row.Failures + 1, EndedAt = at.At }
        : row.Unheld(WorkStatus.Deferred) with { Failures = row.Failures + 1, Attempt = row.Attempt + 1, NotBefore = retryAt };
}
