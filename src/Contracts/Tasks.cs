namespace Weft.Contracts;

/// <summary>Every call of a holder names the agent and its fencing token.</summary>
public sealed record HoldRequest(string Agent, long Token);

/// <param name="Percent">0-100</param>
public sealed record CheckpointRequest(string Agent, long Token, string Name, string? Hash, double Percent);

public sealed record ReleaseRequest(string Agent, long Token, string? Reason);

/// <param name="NetworkBytes">null where the system does not tell</param>
public sealed record Usage(
    long DurationMs, long CpuMs, long? PeakMemoryBytes, long? ReadBytes, long? WriteBytes, long? NetworkBytes, IReadOnlyList<UsageSample>? Samples);

public sealed record UsageSample(long AtMs, long CpuMs, long MemoryBytes);

/// <param name="OutputTail">the last lines, at most 4 KB</param>
/// <param name="OutputHash">artifact hash of the whole output</param>
public sealed record EvidenceReport(int? ExitCode, string OutputTail, string? OutputHash);

public sealed record OutputArtifact(string Name, string Hash, long SizeBytes);

/// <summary>The task is done. With a commit it is merged next; without one it is complete.</summary>
/// <param name="ChangedPaths">what the branch changes against its base, at most 2000; needed where a domain map is enforced</param>
public sealed record SubmitRequest(
    string Agent, long Token, string? Commit, string? Branch, IReadOnlyList<OutputArtifact>? Outputs = null, Usage? Usage = null, EvidenceReport? Evidence = null,
    IReadOnlyList<string>? ChangedPaths = null);

public sealed record FailRequest(string Agent, long Token, string Reason, EvidenceReport? Evidence = null, Usage? Usage = null);

/// <param name="Onto">the integration branch's commit that the merge starts from</param>
/// <param name="ChangedPaths">what the branch changes, as the merging worker sees it; needed where a domain map is enforced</param>
/// <param name="PathsUntold">instead of them: why they cannot be told (more than 2000, or names that are no paths here). Where a domain map is enforced such a branch is refused</param>
public sealed record MergeIntentRequest(string Agent, long Token, string Onto, IReadOnlyList<string>? ChangedPaths = null, string? PathsUntold = null);

/// <param name="Commit">the integration branch's commit that contains the branch now</param>
public sealed record MergedRequest(string Agent, long Token, string Commit);

/// <param name="Kind">content, addAdd, modifyDelete, rename, binary or other</param>
/// <param name="Marked">artifact hash of the text with conflict markers</param>
public sealed record ConflictFile(string Path, string Kind, string? Base, string? Ours, string? Theirs, string? Marked);

public sealed record ConflictedRequest(
    string Agent, long Token, string? BaseCommit, string OursCommit, string TheirsCommit, IReadOnlyList<ConflictFile> Files);

public sealed record TaskAnswer(string Workflow, string Task, string Status, int Attempt, long Version);

/// <summary>Several holders' calls at once; each item gets its own answer.</summary>
public sealed record SubmitManyRequest(IReadOnlyList<SubmitItem> Items);

public sealed record SubmitItem(string Workflow, string Task, SubmitRequest Result);

public sealed record SubmitManyAnswer(IReadOnlyList<SubmitItemAnswer> Items);

public sealed record SubmitItemAnswer(string Workflow, string Task, TaskAnswer? Answer, ProblemBody? Problem);
