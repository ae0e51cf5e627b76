namespace Weft.Worker.Git;

/// <summary>A submitted commit that is to go into a workflow's integration branch.</summary>
public sealed record MergeRequest(string Workflow, string Task, int Attempt, string Commit, string Subject, Signature Author)
{
    /// <summary>Where the integration branch starts when the remote does not have it yet.</summary>
    public string? Start { get; init; }

    /// <summary>The branch to merge into; by default the one of <see cref="BranchNames.IntegrationOf"/>.</summary>
    public string IntegrationBranch { get; init; } = BranchNames.IntegrationOf(Workflow);

    /// <summary>What stands beside <c>&gt;&gt;&gt;&gt;&gt;&gt;&gt;</c>.</summary>
    public string Label => BranchNames.TaskOf(Workflow, Task, Attempt);
}

/// <summary>
/// How a conflict was settled: a content (or null: delete) for every conflicted path. <see cref="Ours"/> is the integration commit
/// that the person or agent saw; what was merged since then is merged on top, never overwritten.
/// </summary>
public sealed record Resolution(string Conflict, string Ours, IReadOnlyDictionary<string, byte[]?> Files);

public abstract record MergeOutcome
{
    private MergeOutcome() { }

    /// <summary><paramref name="AlreadyThere"/>: an earlier run of this merge had pushed it and was not heard of.</summary>
    public sealed record Merged(string Commit, bool AlreadyThere) : MergeOutcome;

    /// <summary>The integration branch has the commit already.</summary>
    public sealed record NothingToMerge(string Head) : MergeOutcome;

    public sealed record Conflicted(string Ours, string Theirs, IReadOnlyList<ConflictedFile> Files) : MergeOutcome;

    /// <summary>The resolution cannot be used; nothing was changed.</summary>
    public sealed record ResolutionRefused(string Path, string Reason) : MergeOutcome;
}
