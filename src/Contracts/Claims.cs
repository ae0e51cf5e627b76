namespace Weft.Contracts;

/// <summary>Asks for work; waits for it if there is none.</summary>
/// <param name="Max">how many tasks at most, 1-100</param>
/// <param name="WaitSeconds">0-60</param>
public sealed record ClaimRequest(int Max = 1, double WaitSeconds = 0);

public sealed record ClaimAnswer(IReadOnlyList<ClaimedTask> Tasks);

public sealed record Artifact(string Name, string Hash, long SizeBytes, int Version);

public sealed record Repository(string Remote, string BaseCommit, string IntegrationBranch);

/// <summary>A lease on a task, with everything that a worker needs to do it.</summary>
/// <param name="Kind">work, check, merge or revert</param>
/// <param name="Token">fencing token: every later call about this task carries it</param>
/// <param name="BaseCommit">start here; for a check, the commit to check</param>
/// <param name="Note">why it was sent back, from the attempt before</param>
/// <param name="Skills">what it asks for, as it was given</param>
/// <param name="SkillsFrom">where that comes from: task or template; paths: the domain map knew it from what it touches; null: it asks for nothing</param>
/// <param name="Practice">skills that the claimer does not have yet and is given it for practice in; null: none</param>
public sealed record ClaimedTask(
    string Workflow,
    string WorkflowName,
    string Task,
    string Kind,
    int Attempt,
    long Token,
    double LeaseSeconds,
    string Stage,
    IReadOnlyList<string> Skills,
    int Priority,
    string Complexity,
    int EstimateSeconds,
    int TimeoutSeconds,
    string? Command,
    IReadOnlyList<string> Paths,
    string? BaseCommit,
    Repository? Repository,
    IReadOnlyList<Artifact> Inputs,
    IReadOnlyList<string> Produces,
    CheckpointRef? Checkpoint,
    string? Note,
    IReadOnlyDictionary<string, string> Parameters,
    bool Samples,
    MergeOrder? Merge,
    RevertOrder? Revert,
    IReadOnlyList<Practice>? Practice = null,
    string? SkillsFrom = null);

/// <summary>A task given for practice in a skill.</summary>
/// <param name="Supervisor">the agent that reviews what comes of it</param>
public sealed record Practice(string Skill, string Supervisor);

/// <param name="Hash">artifact hash of a tar of the checkpoint folder; null when only a name was saved</param>
public sealed record CheckpointRef(string Name, string? Hash, double Percent);

/// <param name="Of">the task whose branch is merged</param>
/// <param name="Resolution">a person's answer to the conflict met before, empty the first time</param>
/// <param name="Onto">the integration commit that the person saw; null the first time</param>
public sealed record MergeOrder(
    string Of, int Attempt, string Author, string Branch, string Commit, string? ConflictId, IReadOnlyList<ResolvedPath> Resolution, string? Onto = null);

/// <param name="Hash">artifact hash of the content; null deletes the file</param>
public sealed record ResolvedPath(string Path, string? Hash);

/// <param name="TargetCommit">the integration branch shall have this commit's tree again</param>
public sealed record RevertOrder(string To, string TargetCommit, IReadOnlyList<string> UndoCommits);
