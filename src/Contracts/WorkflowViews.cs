namespace Weft.Contracts;

/// <summary>How many tasks stand where; checks, merges and reverts are not counted.</summary>
public sealed record TaskCounts(
    int Waiting, int Deferred, int Ready, int Offered, int Assigned, int Started, int Submitted, int Conflicted, int Completed, int Failed, int Cancelled);

/// <param name="Mode">parallel or sequential</param>
public sealed record StageProgress(string Name, string Mode, int Tasks, int Done, double Percent);

/// <param name="Weight">share of the workflow's percentage, relative to the other milestones</param>
/// <param name="Left">how many of the tasks and gates that it requires are not done</param>
public sealed record MilestoneProgress(string Name, int Weight, int Requires, int Left, double Percent, DateTimeOffset? ReachedAt);

/// <param name="Status">waiting, open, passed, failed or timedOut</param>
public sealed record GateSummary(string Name, string Status, int Run);

/// <summary>One run as it stands.</summary>
/// <param name="Status">planned, running, paused, completed, failed or cancelled</param>
/// <param name="Percent">0-100: milestones by weight, each by the progress of what it requires; without milestones, the tasks</param>
/// <param name="Coordination">pull or push</param>
/// <param name="ConflictApproach">human or priority</param>
/// <param name="Quality">gates or none</param>
/// <param name="Metrics">full or summary</param>
/// <param name="Head">the integration branch's commit</param>
/// <param name="Failed">tasks and gates without which it cannot proceed</param>
public sealed record WorkflowView(
    string Id, string Name, string Template, int TemplateVersion, IReadOnlyDictionary<string, string> Parameters, string Status, double Percent,
    int ParallelAgents, string Coordination, string ConflictApproach, string Quality, string Metrics,
    int TaskCount, TaskCounts Tasks, IReadOnlyList<StageProgress> Stages, IReadOnlyList<MilestoneProgress> Milestones, IReadOnlyList<GateSummary> Gates,
    int Conflicts, int OpenConflicts, int Rollbacks, Repository? Repository, string? Head, string? Reason, IReadOnlyList<string> Failed,
    DateTimeOffset PlannedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, long Version);

/// <param name="Kind">task or gate</param>
/// <param name="Agent">who holds it, if anybody</param>
public sealed record WaitedFor(string Name, string Kind, string Status, string? Agent, double Percent);

/// <param name="Task">the task that runs the check</param>
public sealed record CheckView(string Task, string Check, string Status, string? Agent);

/// <param name="Task">the task that ran the check</param>
public sealed record FailedCheckView(string Check, string Task, EvidenceReport? Evidence);

/// <summary>A synchronisation point.</summary>
/// <param name="WaitingFor">what is not done yet: before it opens, the tasks and gates before it; then its checks</param>
public sealed record GateView(
    string Workflow, string Name, string Status, int Run, IReadOnlyList<string> After, IReadOnlyList<WaitedFor> WaitingFor, IReadOnlyList<CheckView> Checks,
    IReadOnlyList<FailedCheckView> Failed, string? Commit, DateTimeOffset? AwaitedAt, DateTimeOffset? DeadlineAt, DateTimeOffset? OpenedAt,
    DateTimeOffset? EndedAt, long Version);
