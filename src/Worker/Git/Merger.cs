using System.Globalization;

namespace Weft.Worker.Git;

/// <summary>
/// Merges submitted commits into the integration branch, in the object store alone. Every run first looks for the merge's own
/// trailers: one that was killed between its push and its report is found, never lost and never done twice.
/// </summary>
public sealed class Merger(WorkerClone clone)
{
    /// <summary>Each lost race means that somebody else's merge went in: the last of sixty-four rivals still gets its turn.</summary>
    private const int MaxRounds = 64;

    /// <summary>Called with the integration commit that a merge starts from, before anything is pushed. What it throws stops the merge.</summary>
    public Func<string, CancellationToken, Task> Intending { get; init; } = (_, _) => Task.CompletedTask;

    public async Task<MergeOutcome> MergeAsync(MergeRequest request, Resolution? resolution, CancellationToken cancellation)
    {
        RefName.Commit(request.Commit);
        var branch = new IntegrationBranch(clone, RefName.Branch(request.IntegrationBranch));
        for (var round = 0; round < MaxRounds; round++)
        {
            var there = round == 0 ? await branch.HeadWithAsync(request.Commit, cancellation) : await branch.HeadAsync(cancellation);
            var head = there ?? await StartAsync(request, cancellation);
            var (outcome, commit) = await OnceAsync(request, resolution, branch, head, cancellation);
            if (outcome is not null)
                return outcome;
            await Intending(head, cancellation);
            var answer = await branch.PushAsync(commit!, there, cancellation);
            if (answer != PushAnswer.Stale)
                return new MergeOutcome.Merged(commit!, answer == PushAnswer.AlreadyThere);
        }
        throw new GitException($"{request.IntegrationBranch} moved {MaxRounds} times while a merge into it was tried");
    }

    /// <summary>A merge commit that is ready to be pushed, or why there is none.</summary>
    private async Task<(MergeOutcome?, string?)> OnceAsync(MergeRequest request, Resolution? resolution, IntegrationBranch branch, string head, CancellationToken cancellation)
    {
        // Three questions to the object store that do not need each other's answer.
        var (earlier, contained, tried) = (
            branch.FindAsync(head, request.Start, Marks(request), cancellation),
            clone.IsAncestorAsync(request.Commit, head, cancellation),
            MergeTree.RunAsync(clone, head, request.Commit, cancellation));
        await Task.WhenAll(earlier, contained, tried);
        if (await earlier is { } done)
            return (new MergeOutcome.Merged(done, AlreadyThere: true), null);
        if (await contained)
            return (new MergeOutcome.NothingToMerge(head), null);
        var merged = await tried;
        var trailers = Marks(request);
        var tree = merged.Tree;
        if (!merged.IsClean)
        {
            if (resolution is null)
                return (await ConflictAsync(request, head, merged, cancellation), null);
            var (resolved, refusal) = await new ResolutionApplier(clone).ApplyAsync(resolution, head, request.Commit, cancellation);
            if (resolved is null)
                return (refusal ?? await ConflictAsync(request, head, merged, cancellation), null);
            tree = resolved;
            trailers.Add(Trailers.Resolution, resolution.Conflict);
        }
        return (null, await CommitWriter.WriteAsync(clone, tree, [head, request.Commit], trailers.Message(request.Subject), request.Author, cancellation));
    }

    private async Task<MergeOutcome> ConflictAsync(MergeRequest request, string head, MergedTree merged, CancellationToken cancellation)
    {
        var labels = new Dictionary<string, string> { [head] = request.IntegrationBranch, [request.Commit] = request.Label };
        return new MergeOutcome.Conflicted(head, request.Commit, await ConflictReader.ReadAsync(clone, merged, labels, cancellation));
    }

    private async Task<string> StartAsync(MergeRequest request, CancellationToken cancellation)
    {
        if (request.Start is null)
            throw new GitException($"the remote has no branch {request.IntegrationBranch}");
        await clone.RequireAsync(request.Start, cancellation);
        return request.Start;
    }

    private static Trailers Marks(MergeRequest request) =>
        new Trailers()
            .Add(Trailers.Workflow, request.Workflow)
            .Add(Trailers.Task, request.Task)
            .Add(Trailers.Attempt, request.Attempt.ToString(CultureInfo.InvariantCulture));
}
