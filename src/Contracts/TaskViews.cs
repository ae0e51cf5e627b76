namespace Weft.Contracts;

/// <summary>One task as it stands: work by an agent's command, or a merge, a gate's check, a revert.</summary>
/// <param name="Kind">work, check, merge or revert</param>
/// <param name="Subject">the task a merge is for, the gate a check is for</param>
/// <param name="Status">waiting, deferred, ready, offered, assigned, started, submitted, conflicted, completed, failed, cancelled, or of a merge refused: its branch may not be merged, and the note says whose it is, why, and what to do</param>
/// <param name="Percent">0-100, as of its last checkpoint or end</param>
/// <param name="Token">fencing token of the live lease</param>
/// <param name="DoneBy">the agent that did the work of the last attempt that ended</param>
/// <param name="MergeFailed">its branch could not be merged, and nobody tries any more until somebody retries it</param>
/// <param name="Note">why it was sent back, released, failed or refused, or with what its merge conflicted</param>
/// <param name="Version">of its last event: its ETag</param>
/// <param name="Practice">skills that its last holder did not have and was given it for practice in; null: none</param>
public sealed record TaskView(
    string Workflow, string Task, string Kind, string? Subject, string Stage, string Status, int Attempt, double Percent, string? Holder, string? OfferedTo,
    long? Token, string? DoneBy, int Priority, string Complexity, int EstimateSeconds, IReadOnlyList<SkillLevel> Skills, IReadOnlyList<string> Needs,
    IReadOnlyList<string> Milestones, string? Checkpoint, int Failures, int Conflicts, string? ConflictId, bool MergeFailed, string? BaseCommit, string? Branch,
    string? Commit, string? Note, DateTimeOffset? ReadyAt, DateTimeOffset? AssignedAt, DateTimeOffset? StartedAt, DateTimeOffset? SubmittedAt,
    DateTimeOffset? EndedAt, DateTimeOffset? NotBefore, long Version, IReadOnlyList<Practice>? Practice = null);

/// <summary>Two branches changed the same place. Contents are artifacts by hash: GET …/blobs/{hash}.</summary>
/// <param name="With">tasks whose merged work it collides with</param>
/// <param name="Status">open, escalated, resolved, yielded or withdrawn</param>
/// <param name="By">who answered; for a yielded one, the task that won</param>
public sealed record ConflictView(
    string Id, string Workflow, string Task, IReadOnlyList<string> With, string Status, int Level, string? BaseCommit, string OursCommit, string TheirsCommit,
    IReadOnlyList<ConflictFile> Files, string? By, IReadOnlyList<ResolvedPath> Answer, DateTimeOffset DetectedAt, DateTimeOffset? EndedAt, long Version);

/// <summary>What is going on now: live runs, tasks somebody can take or holds, agents, conflicts that wait for an answer.</summary>
/// <param name="Truncated">there is more than fits in one answer; the lists have the rest</param>
public sealed record BoardView(
    long Position, IReadOnlyList<WorkflowView> Workflows, IReadOnlyList<TaskView> Tasks, IReadOnlyList<AgentView> Agents, IReadOnlyList<ConflictView> Conflicts,
    bool Truncated);
