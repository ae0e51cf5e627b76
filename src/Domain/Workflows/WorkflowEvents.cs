using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Every event of a workflow's stream.</summary>
public interface IWorkflowEvent;

/// <summary>An event about one task (or about a merge, check or revert, which are tasks of workers too).</summary>
public interface ITaskEvent : IWorkflowEvent
{
    string Task { get; }
}

/// <summary>An event about one gate.</summary>
public interface IGateEvent : IWorkflowEvent
{
    string Gate { get; }
}

public sealed record WorkflowDefined(
    string WorkflowId,
    string Name,
    string Template,
    int TemplateVersion,
    ImmutableSortedDictionary<string, string> Parameters,
    RunSettings Settings,
    ImmutableArray<StageDefinition> Stages,
    ImmutableArray<GateDefinition> Gates,
    ImmutableArray<MilestoneDefinition> Milestones,
    RepositoryRef? Repository,
    int TaskCount) : IWorkflowEvent;

/// <summary>At most 200 tasks of the definition; a large one takes several of these.</summary>
public sealed record TasksPlanned(ImmutableArray<TaskDefinition> Tasks) : IWorkflowEvent;

public sealed record WorkflowStarted : IWorkflowEvent;

public sealed record WorkflowPaused(string Reason) : IWorkflowEvent;

public sealed record WorkflowResumed : IWorkflowEvent;

public sealed record WorkflowCancelled(string Reason) : IWorkflowEvent;

public sealed record WorkflowCompleted(string? Commit) : IWorkflowEvent;

/// <summary>Nothing can proceed any more without a person: what failed is named.</summary>
public sealed record WorkflowFailed(string Reason, ImmutableArray<string> Failed) : IWorkflowEvent;

public sealed record WorkflowCheckpointed(string Name, string? Commit) : IWorkflowEvent;

/// <param name="Percent">of the whole workflow, 0-100, after this milestone</param>
public sealed record MilestoneReached(string Name, double Percent) : IWorkflowEvent;

/// <summary>Set back to a checkpoint or milestone by new facts: attempts rise, leases are fenced, gates reopen, artifacts stay.</summary>
/// <param name="Revert">the revert task for the repository, null where nothing was merged since</param>
public sealed record WorkflowRolledBack(
    string To,
    string Reason,
    ImmutableArray<AttemptRef> Tasks,
    ImmutableArray<string> Gates,
    string? TargetCommit,
    ImmutableArray<string> UndoCommits,
    string? Revert) : IWorkflowEvent;

/// <summary>More tasks of the roll-back before it: one event names at most 500.</summary>
public sealed record TasksSetBack(string To, string Reason, ImmutableArray<AttemptRef> Tasks) : IWorkflowEvent;

public sealed record TaskReadied(string Task, int Attempt, string? BaseCommit) : ITaskEvent;

public sealed record TaskOffered(string Task, int Attempt, string Agent, double OfferSeconds, AssignmentReason Why) : ITaskEvent;

public sealed record OfferLapsed(string Task, int Attempt, string Agent, string Reason) : ITaskEvent
{
    /// <summary>The agent did not take it; null: it was withdrawn, which says nothing of the agent.</summary>
    public bool? Missed { get; init; }
}

/// <summary>The grant of a lease. The stream version of this event is the fencing token that every later write must carry.</summary>
public sealed record TaskAssigned(
    string Task,
    int Attempt,
    string Agent,
    double LeaseSeconds,
    string? BaseCommit,
    ImmutableArray<ArtifactRef> Inputs,
    AssignmentReason Why) : ITaskEvent;

public sealed record TaskStarted(string Task, long Token) : ITaskEvent;

/// <param name="Hash">artifact hash of the saved checkpoint folder (a tar), null for a name alone</param>
public sealed record TaskCheckpointed(string Task, long Token, string Name, string? Hash, double Percent) : ITaskEvent;

public sealed record TaskReleased(string Task, long Token, string Reason) : ITaskEvent;

public sealed record LeaseExpired(string Task, long Token, string Agent, string Reason) : ITaskEvent;

/// <summary>The work is done on a branch and waits to be merged.</summary>
public sealed record TaskSubmitted(
    string Task, long Token, string Commit, string Branch, ImmutableArray<ArtifactRef> Outputs, ResourceUsage? Usage) : ITaskEvent;

/// <param name="Commit">the integration commit that holds the result, null where nothing changed</param>
public sealed record TaskCompleted(
    string Task, int Attempt, long Token, string? Commit, ImmutableArray<ArtifactRef> Outputs, ResourceUsage? Usage, Evidence? Evidence) : ITaskEvent;

/// <param name="RetryAt">when the next attempt may start; null: failed for good</param>
public sealed record TaskFailed(
    string Task, int Attempt, long Token, string Reason, Evidence? Evidence, ResourceUsage? Usage, DateTimeOffset? RetryAt) : ITaskEvent;

public sealed record TaskTimedOut(string Task, int Attempt, long Token, string Agent, DateTimeOffset? RetryAt) : ITaskEvent;

/// <summary>A person (or a rule) sets a task to be done again.</summary>
public sealed record TaskRetried(string Task, int Attempt, string Reason) : ITaskEvent;

/// <summary>A late result came with a token that no longer holds: kept as a fact, never applied.</summary>
public sealed record StaleResultRefused(string Task, long Token, string Agent, string Kind, string? Commit, string? HeldBy) : ITaskEvent;

/// <summary>A task has used up the share of its class's time at which that is said.</summary>
/// <param name="Since">when its clock began: ready for the first time</param>
public sealed record SlaWarned(string Task, Complexity Class, DateTimeOffset Since, double LimitSeconds) : ITaskEvent;

/// <summary>A task has taken longer than its class allows.</summary>
public sealed record SlaBreached(string Task, Complexity Class, DateTimeOffset Since, double LimitSeconds) : ITaskEvent;

/// <summary>Consumers of an artifact are told that a newer version exists.</summary>
public sealed record ConsumersTold(ArtifactRef Artifact, string Producer, ImmutableArray<string> Consumers) : IWorkflowEvent;

/// <param name="Task">the merge task</param>
/// <param name="Of">the task whose branch is to be merged</param>
public sealed record MergeQueued(string Task, string Of, int Attempt, string Commit, int Priority) : ITaskEvent;

/// <summary>Written before the worker touches the branch, so that a killed merge is found again by its trailer.</summary>
public sealed record MergeIntended(string Task, long Token, string Onto) : ITaskEvent;

public sealed record BranchMerged(string Task, string Of, string Commit, ImmutableArray<string> Resolved) : ITaskEvent;

public sealed record MergeConflicted(
    string Task, string Of, string ConflictId, string? Base, string Ours, string Theirs, ImmutableArray<string> With, ImmutableArray<ConflictedFile> Files) : ITaskEvent;

/// <summary>A branch may not be merged, whoever tries: its merge is over, and the attempt at its task has failed. Whoever was to merge it did what it was to do.</summary>
/// <param name="Of">the task whose branch it is</param>
/// <param name="Author">who handed it in</param>
/// <param name="Code">of the rule that it breaks</param>
/// <param name="Reason">what is wrong with it, and what to do about it</param>
public sealed record MergeRefused(string Task, int Attempt, long Token, string Of, string Branch, string Author, string Code, string Reason) : ITaskEvent;

public sealed record ConflictAnswered(string Task, string ConflictId, string By, ImmutableArray<ResolvedFile> Files) : ITaskEvent;

/// <summary>Under the priority approach the later branch gives way and does its work again on top of the winner's.</summary>
public sealed record TaskYielded(string Task, int Attempt, string ConflictId, string To, string Why) : ITaskEvent;

public sealed record RollbackApplied(string Task, string Commit) : ITaskEvent;

/// <param name="DeadlineAt">when the gate times out, null for never</param>
public sealed record GateAwaited(string Gate, int Run, ImmutableArray<string> WaitingFor, DateTimeOffset? DeadlineAt) : IGateEvent;

/// <summary>Everything before the gate is done; its checks run as tasks.</summary>
public sealed record GateOpened(string Gate, int Run, string? Commit, ImmutableArray<string> Checks) : IGateEvent;

public sealed record GatePassed(string Gate, int Run) : IGateEvent;

public sealed record GateFailed(string Gate, int Run, ImmutableArray<FailedCheck> Failed) : IGateEvent;

public sealed record GateTimedOut(string Gate, int Run, ImmutableArray<string> WaitingFor) : IGateEvent;

public sealed record GateRetried(string Gate, int Run, string Reason) : IGateEvent;
