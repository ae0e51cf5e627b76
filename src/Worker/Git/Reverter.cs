namespace Weft.Worker.Git;

/// <summary>A roll back: the commits of the integration branch's own line that are to be undone.</summary>
public sealed record RevertRequest(string Workflow, string Rollback, IReadOnlyList<string> Commits, string Subject, Signature Author)
{
    public string IntegrationBranch { get; init; } = BranchNames.IntegrationOf(Workflow);
}

public abstract record RevertOutcome
{
    private RevertOutcome() { }

    /// <summary><paramref name="Restored"/>: single reverts did not apply, so one commit puts the earlier tree back.</summary>
    public sealed record Reverted(string Commit, bool AlreadyThere, bool Restored) : RevertOutcome;

    /// <summary>None of the commits is on the branch, or all are undone already.</summary>
    public sealed record NothingToRevert(string? Head) : RevertOutcome;

    public sealed record Conflicted(string Commit, IReadOnlyList<ConflictedFile> Files) : RevertOutcome;
}

/// <summary>
/// Undoes merges by new commits: history is only ever added to. All of them go out in one push, so a killed roll back has either
/// happened or not, and its trailer tells which.
/// </summary>
public sealed class Reverter(WorkerClone clone)
{
    private const int MaxRounds = 64;

    public async Task<RevertOutcome> RevertAsync(RevertRequest request, CancellationToken cancellation)
    {
        var branch = new IntegrationBranch(clone, RefName.Branch(request.IntegrationBranch));
        var mark = new Trailers().Add(Trailers.Workflow, request.Workflow).Add(Trailers.Rollback, request.Rollback);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await branch.HeadAsync(cancellation) is not { } head)
                return new RevertOutcome.NothingToRevert(null);
            if (await branch.FindAsync(head, null, mark, cancellation) is { } earlier)
                return new RevertOutcome.Reverted(earlier, AlreadyThere: true, Restored: false);
            var outcome = await OnceAsync(request, branch, head, cancellation);
            if (outcome is not RevertOutcome.Reverted made || await branch.PushAsync(made.Commit, head, cancellation) != PushAnswer.Stale)
                return outcome;
        }
        throw new GitException($"{request.IntegrationBranch} moved {MaxRounds} times while a roll back was tried");
    }

    private async Task<RevertOutcome> OnceAsync(RevertRequest request, IntegrationBranch branch, string head, CancellationToken cancellation)
    {
        var undo = await ToUndoAsync(request, branch, head, cancellation);
        if (undo.Commits.Count == 0)
            return new RevertOutcome.NothingToRevert(head);
        var tip = head;
        foreach (var commit in undo.Commits)
        {
            var merged = await UndoAsync(tip, commit, cancellation);
            if (!merged.IsClean)
                return undo.IsAllSince ? await RestoreAsync(request, undo.Commits, head, cancellation) : await ConflictAsync(commit, merged, cancellation);
            tip = await CommitWriter.WriteAsync(clone, merged.Tree, [tip], Marks(request, [commit]).Message(request.Subject), request.Author, cancellation);
        }
        return new RevertOutcome.Reverted(tip, AlreadyThere: false, Restored: false);
    }

    /// <summary>
    /// Newest first, those that are on the branch and not undone yet; and whether nothing else that still counts came after the
    /// oldest of them.
    /// </summary>
    private async Task<(IReadOnlyList<string> Commits, bool IsAllSince)> ToUndoAsync(RevertRequest request, IntegrationBranch branch, string head, CancellationToken cancellation)
    {
        var asked = request.Commits.Select(RefName.Commit).ToHashSet(StringComparer.Ordinal);
        var oldest = await OldestAsync(asked, head, cancellation);
        if (oldest is null)
            return ([], false);
        var line = await branch.LineAsync(await FirstParentAsync(oldest, cancellation), head, cancellation);
        var undone = line.SelectMany(entry => RevertedBy(entry.Trailers)).ToHashSet(StringComparer.Ordinal);
        var standing = line.Where(entry => !undone.Contains(entry.Commit) && !RevertedBy(entry.Trailers).Any()).Select(entry => entry.Commit).ToList();
        return ([.. standing.Where(asked.Contains)], standing.All(asked.Contains));
    }

    private async Task<string?> OldestAsync(HashSet<string> asked, string head, CancellationToken cancellation)
    {
        // Down the branch's own line from the newest: the last of those asked for is the oldest.
        var line = (await clone.DemandAsync(clone.Call("rev-list", "--first-parent", head), cancellation)).Line.Split('\n');
        return line.LastOrDefault(asked.Contains);
    }

    private async Task<string> FirstParentAsync(string commit, CancellationToken cancellation) =>
        RefName.Commit((await clone.DemandAsync(clone.Call("rev-parse", "--verify", "--end-of-options", $"{commit}^1"), cancellation)).Line);

    /// <summary>
    /// A revert is a three-way merge whose base is the commit itself and whose other side is its first parent. git 2.39 takes no
    /// base on the command line, so three commits without history say which is which.
    /// </summary>
    private async Task<MergedTree> UndoAsync(string tip, string commit, CancellationToken cancellation)
    {
        var with = await BareAsync(commit, [], cancellation);
        var ours = await BareAsync(tip, [with], cancellation);
        var without = await BareAsync(await FirstParentAsync(commit, cancellation), [with], cancellation);
        return await MergeTree.RunAsync(clone, ours, without, cancellation);
    }

    private async Task<string> BareAsync(string treeOf, string[] parents, CancellationToken cancellation) =>
        await CommitWriter.WriteAsync(clone, await clone.TreeOfAsync(treeOf, cancellation), parents, $"tree of {treeOf}\n", Signature.Weft(DateTimeOffset.UnixEpoch), cancellation);

    private async Task<RevertOutcome> RestoreAsync(RevertRequest request, IReadOnlyList<string> commits, string head, CancellationToken cancellation)
    {
        var tree = await clone.TreeOfAsync(await FirstParentAsync(commits[^1], cancellation), cancellation);
        var message = Marks(request, commits).Message(request.Subject);
        return new RevertOutcome.Reverted(await CommitWriter.WriteAsync(clone, tree, [head], message, request.Author, cancellation), AlreadyThere: false, Restored: true);
    }

    private async Task<RevertOutcome> ConflictAsync(string commit, MergedTree merged, CancellationToken cancellation) =>
        new RevertOutcome.Conflicted(commit, await ConflictReader.ReadAsync(clone, merged, new Dictionary<string, string>(), cancellation));

    private static Trailers Marks(RevertRequest request, IReadOnlyList<string> reverted)
    {
        var trailers = new Trailers().Add(Trailers.Workflow, request.Workflow).Add(Trailers.Rollback, request.Rollback);
        foreach (var commit in reverted)
            trailers.Add(Trailers.Reverts, commit);
        return trailers;
    }

    private static IEnumerable<string> RevertedBy(string trailers) =>
        trailers.Split('\n').Where(line => line.StartsWith($"{Trailers.Reverts}: ", StringComparison.Ordinal)).Select(line => line[(Trailers.Reverts.Length + 2)..].Trim());
}
