namespace Weft.Worker.Git;

/// <summary>What is to be worked on where.</summary>
public sealed record WorktreeRequest(string Workflow, string Task, int Attempt, string BaseCommit, string Folder)
{
    /// <summary>Only to look at a commit: no branch is made.</summary>
    public bool Detached { get; init; }

    /// <summary>
    /// Tells this grant of the attempt from another one, whose worktree may still be in use: the branch's name then ends with it.
    /// </summary>
    public string? Grant { get; init; }
}

/// <summary>A task's own checkout on its own branch, in a folder that only this attempt has.</summary>
public sealed class TaskWorktree
{
    private readonly WorkerClone _clone;
    private readonly WorktreeRequest _request;
    private readonly string _administration;

    private TaskWorktree(WorkerClone clone, WorktreeRequest request, string branch, string administration)
    {
        _clone = clone;
        _request = request;
        _administration = administration;
        Branch = branch;
    }

    public string Folder => _request.Folder;

    public string Branch { get; private set; }

    public static async Task<TaskWorktree> CreateAsync(WorkerClone clone, WorktreeRequest request, CancellationToken cancellation)
    {
        request = request with { Folder = Path.GetFullPath(request.Folder) };
        RefName.Commit(request.BaseCommit);
        var asked = false;
        while (true)
        {
            var made = await clone.WriteAloneAsync(() => Checkout.TryAsync(clone, request, cancellation), cancellation);
            if (made.Result.Succeeded)
                return new TaskWorktree(clone, request, made.Branch, made.Administration);
            // Usually the commit is here; it is looked for only when the checkout says no.
            if (asked || await clone.HasAsync(request.BaseCommit, cancellation))
                throw new GitException(made.Call, made.Result);
            await clone.RequireAsync(request.BaseCommit, cancellation);
            asked = true;
        }
    }

    /// <summary>
    /// Commits whatever differs from the last commit in the worktree. A command may have committed itself: those commits stay
    /// below. Null when nothing changed at all.
    /// </summary>
    public async Task<string?> CommitAsync(string subject, Signature author, CancellationToken cancellation)
    {
        _clone.Restore();
        File.Delete(Path.Combine(_administration, "index.lock"));
        var head = await HeadAsync(cancellation);
        await DemandAsync(["add", "--all", "--", "."], cancellation);
        if (!await HasChangesAsync(head, cancellation))
            return head == _request.BaseCommit ? null : await KeepAsync(head, cancellation);
        var tree = (await DemandAsync(["write-tree"], cancellation)).Line;
        var message = new Trailers()
            .Add(Trailers.Workflow, _request.Workflow)
            .Add(Trailers.Task, _request.Task)
            .Add(Trailers.Attempt, _request.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Message(subject);
        return await KeepAsync(await CommitWriter.WriteAsync(_clone, tree, [head], message, author, cancellation), cancellation);
    }

    /// <summary>What a commit of the task changes against the commit that it started from; null for more than can be told.</summary>
    internal Task<ChangedPaths> ChangedAsync(string commit, CancellationToken cancellation) => _clone.ChangedAsync(_request.BaseCommit, commit, cancellation);

    /// <summary>
    /// Puts the commit on the task's branch of the remote. Somebody else's branch of the same attempt (a worker that was thought
    /// lost) is left alone: this one then takes the next free name, which <see cref="Branch"/> says.
    /// </summary>
    public async Task PushAsync(string commit, CancellationToken cancellation)
    {
        var name = Branch;
        for (var next = 2; next <= 20; next++)
        {
            if (await _clone.PushAsync(commit, Branch, null, cancellation) != PushAnswer.Stale || await _clone.RemoteHeadAsync(Branch, cancellation) == commit)
                return;
            Branch = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}-{next}");
        }
        throw new GitException($"the remote has twenty branches like {name} already");
    }

    /// <summary>Takes the checkout away. A kept one is simply not removed: its path is <see cref="Folder"/>.</summary>
    public Task RemoveAsync(CancellationToken cancellation) =>
        _clone.WriteAloneAsync(
            () =>
            {
                CloneUpkeep.Remove(Folder);
                CloneUpkeep.Remove(_administration);
                return Task.FromResult(true);
            },
            cancellation);

    /// <summary>The commit the command left checked out, when it descends from the base; else the base: history is not the command's to drop.</summary>
    private async Task<string> HeadAsync(CancellationToken cancellation)
    {
        var answer = await GitProcess.RunAsync(Call(["rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}"]), cancellation);
        if (!answer.Succeeded || !RefName.IsCommit(answer.Line))
            return _request.BaseCommit;
        return answer.Line == _request.BaseCommit || await _clone.IsAncestorAsync(_request.BaseCommit, answer.Line, cancellation) ? answer.Line : _request.BaseCommit;
    }

    /// <summary>Whether the index differs from the commit. A repository of its own inside the folder is refused: git would take its name alone.</summary>
    private async Task<bool> HasChangesAsync(string head, CancellationToken cancellation)
    {
        var fields = (await DemandAsync(["diff-index", "--cached", "--raw", "-z", "--no-renames", head], cancellation)).Fields;
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            if (fields[i].Split(' ') is [_, "160000", _, _, "A" or "T"])
                throw new GitException($"'{fields[i + 1]}' is a git repository of its own inside the task's folder: its files cannot be submitted");
        }
        return fields.Count > 1;
    }

    private async Task<string> KeepAsync(string commit, CancellationToken cancellation)
    {
        await _clone.DemandAsync(_clone.Call("update-ref", $"refs/heads/{Branch}", RefName.Commit(commit)), cancellation);
        return commit;
    }

    private Task<GitResult> DemandAsync(string[] arguments, CancellationToken cancellation) => GitProcess.DemandAsync(Call(arguments), cancellation);

    /// <summary>The administration is named and not looked up: a command may have replaced the <c>.git</c> file.</summary>
    private GitCall Call(string[] arguments) => new(arguments) { GitDirectory = _administration, WorkTree = Folder, WorkingDirectory = Folder };
}
