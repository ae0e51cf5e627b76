using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Where the run's branches travel: a git remote that workers can reach, never opened by the server.</summary>
/// <param name="Remote">URL or path for <c>git fetch</c>/<c>git push</c></param>
/// <param name="BaseCommit">the commit the integration branch starts from (40 hex digits)</param>
/// <param name="IntegrationBranch">for example <c>weft/018f…/integration</c></param>
public sealed record RepositoryRef(string Remote, string BaseCommit, string IntegrationBranch);

/// <summary>One version of an artifact: content-addressed, never overwritten.</summary>
/// <param name="Hash">SHA-256, lower-case hex</param>
public sealed record ArtifactRef(string Name, string Hash, long SizeBytes, int Version);

/// <summary>What the operating system said a task cost. Null: that figure is not available on the worker's system.</summary>
public sealed record ResourceUsage(
    long DurationMs,
    long CpuMs,
    long? PeakMemoryBytes,
    long? ReadBytes,
    long? WriteBytes,
    long? NetworkBytes,
    ImmutableArray<ResourceSample> Samples);

/// <param name="AtMs">milliseconds since the command's start</param>
public sealed record ResourceSample(long AtMs, long CpuMs, long MemoryBytes);

/// <summary>What a check or a failed command left behind.</summary>
/// <param name="OutputTail">the last lines, at most 4 KB; the whole output is an artifact</param>
public sealed record Evidence(int? ExitCode, string OutputTail, string? OutputHash);

/// <summary>Why this agent: recorded with every assignment.</summary>
/// <param name="Score">higher is better, 0-1</param>
/// <param name="LeftOut">reason code → number of agents left out for it</param>
public sealed record AssignmentReason(
    string Chooser, double Score, string? RunnerUp, double? RunnerUpScore, int Candidates, ImmutableSortedDictionary<string, int> LeftOut)
{
    /// <summary>Hash of the decision record in the assignment stream, from which all the rest is computed again; null before there were any.</summary>
    public string? Decision { get; init; }

    /// <summary>Version in the assignment stream at which that record begins.</summary>
    public long? DecisionVersion { get; init; }

    /// <summary>How long it was expected to take then: what comes of it is measured against this.</summary>
    public double? PredictedSeconds { get; init; }

    /// <summary>Skills that the agent does not have at the level asked for and is given the task in for practice; null: none.</summary>
    public ImmutableArray<string>? Supervised { get; init; }

    /// <summary>Who reviews it in these skills; null: nobody, or it was given before this was written down.</summary>
    public ImmutableArray<Practice>? Practice { get; init; }

    /// <summary>What it was found to ask for from what it touches; null: it says itself what it asks for, or nothing was found, or it was given before this was written down.</summary>
    public ImmutableArray<string>? FoundSkills { get; init; }
}

/// <summary>A task is given for practice in a skill: its supervisor reviews what comes of it.</summary>
public sealed record Practice(string Skill, string Supervisor);

public enum ConflictKind { Content, AddAdd, ModifyDelete, Rename, Binary, Other }

/// <summary>One conflicted path; contents are artifacts by hash, null where the side has no such file.</summary>
/// <param name="Marked">hash of the text with conflict markers, null for binary files</param>
public sealed record ConflictedFile(string Path, ConflictKind Kind, string? Base, string? Ours, string? Theirs, string? Marked);

/// <summary>A person's answer for one path: the hash of its content, or null to delete the file.</summary>
public sealed record ResolvedFile(string Path, string? Hash);

public sealed record AttemptRef(string Task, int Attempt);

public sealed record FailedCheck(string Check, string Item, Evidence? Evidence);
