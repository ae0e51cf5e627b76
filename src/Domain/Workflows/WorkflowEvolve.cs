using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

/// <summary>Folds a workflow's events into its state. Every event type has its line here; a test goes through all of them.</summary>
public static partial class WorkflowEvolve
{
    public static Workflow Evolve(Workflow? state, IWorkflowEvent happened, Stamp stamp)
    {
        var next = happened is WorkflowDefined defined ? Define(defined) : Apply(Known(state, happened), happened, stamp);
        return next.Version == stamp.Version ? next : next with { Version = stamp.Version };
    }

    private static Workflow Known(Workflow? state, IWorkflowEvent happened) =>
        state ?? throw new InvalidOperationException($"{happened.GetType().Name} before {nameof(WorkflowDefined)}");

    private static Workflow Apply(Workflow s, IWorkflowEvent happened, Stamp stamp) => happened switch
    {
        TasksPlanned e => Plan(s, e, stamp),
        WorkflowStarted => s with { Status = WorkflowStatus.Running },
        WorkflowPaused => s with { Status = WorkflowStatus.Paused },
        WorkflowResumed => s with { Status = WorkflowStatus.Running },
        WorkflowCancelled => CancelAll(s, stamp) with { Status = WorkflowStatus.Cancelled },
        WorkflowCompleted => s with { Status = WorkflowStatus.Completed },
        WorkflowFailed => s with { Status = WorkflowStatus.Failed },
        WorkflowCheckpointed e => s with { RestorePoints = s.RestorePoints.SetItem(e.Name, new(e.Name, e.Commit, s.Done) { Merges = s.MergeLog.Count }) },
        MilestoneReached e => Reach(s, e),
        WorkflowRolledBack e => RollBack(s, e, stamp),
        TasksSetBack e => SetBack(s, e, stamp),
        RollbackApplied e => s.Change(e.Task, stamp, i => i) with { Head = e.Commit },
        ConsumersTold e => s with { Artifacts = s.Artifacts.SetItem(e.Artifact.Name, e.Artifact) },
        IGateEvent e => ApplyGate(s, e, stamp),
        ITaskEvent e => ApplyTask(s, e, stamp),
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };

    private static Workflow ApplyTask(Workflow s, ITaskEvent happened, Stamp stamp) => happened switch
    {
        TaskReadied e => s.Change(e, stamp, WorkItemChanges.Readied),
        TaskOffered e => s.Change(e, stamp, WorkItemChanges.Offered),
        OfferLapsed e => s.Change(e, stamp, WorkItemChanges.Lapsed),
        TaskAssigned e => s.Change(e, stamp, WorkItemChanges.Granted),
        TaskStarted e => s.Change(e, stamp, static (i, _, stamp) => i with { Status = WorkStatus.Started, Lease = i.Lease! with { StartedAt = stamp.At } }),
        TaskCheckpointed e => s.Change(e, stamp, static (i, e, stamp) => i with { Checkpoint = new(e.Name, e.Hash, e.Percent) { At = stamp.At } }),
        TaskReleased e => s.Change(e, stamp, WorkItemChanges.Released),
        LeaseExpired e => s.Change(e, stamp, static (i, _, stamp) => i.Expired(stamp)),
        TaskSubmitted e => s.Publish(e.Outputs).Change(e, stamp, static (i, e, _) => i.Submitted(e)),
        TaskCompleted e => Complete(s.Publish(e.Outputs), e, stamp),
        TaskFailed e => FailTask(s, e, stamp),
        TaskTimedOut e => TimeOutTask(s, e, stamp),
        TaskRetried e => s.Change(e, stamp, static (i, e, _) => i.Retried(e)),
        StaleResultRefused e => s.Change(e, stamp, static (i, e, _) => i with { StaleTokens = i.StaleTokens.Remove(e.Token) }),
        SlaWarned e => s.Change(e, stamp, static (i, _, _) => i with { Warned = true }),
        SlaBreached e => s.Change(e, stamp, static (i, _, _) => i with { Warned = true, Breached = true }),
        MergeQueued e => QueueMerge(s, e, stamp),
        MergeIntended e => s.Change(e, stamp, static (i, e, _) => i with { MergeOnto = e.Onto }),
        BranchMerged e => s.Change(e, stamp, static (i, _, _) => i) with { Head = e.Commit, MergeLog = s.MergeLog.Add(new(e.Of, e.Commit)) },
        MergeConflicted e => Conflict(s, e, stamp),
        MergeRefused e => Refuse(s, e, stamp),
        ConflictAnswered e => Answer(s, e, stamp),
        TaskYielded e => s.Change(e, stamp, static (i, e, _) => i.Yielded(e)),
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };

    private static Workflow Reach(Workflow s, MilestoneReached e) => s with
    {
        Milestones = s.Milestones.SetItem(e.Name, s.Milestones[e.Name] with { Reached = true }),
        RestorePoints = s.RestorePoints.SetItem(e.Name, new(e.Name, s.Head, s.Done) { Merges = s.MergeLog.Count }),
    };
}
