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
        var folder = Path.GetFullPath(request.Folder);
        request = request with { Folder = folder };
        await clone.RequireAsync(request.BaseCommit, cancellation);
        CloneUpkeep.Remove(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        var branch = await clone.WriteAloneAsync(
            async () =>
            {
                clone.Restore();
                CloneUpkeep.ForgetLostWorktrees(clone.GitDirectory);
                return await AddAsync(clone, request, cancellation);
            },
            cancellation);
        return new TaskWorktree(clone, request, branch, AdministrationOf(folder));
    }

    private static async Task<string> AddAsync(WorkerClone clone, WorktreeRequest request, CancellationToken cancellation)
    {
        var branch = BranchNames.TaskOf(request.Workflow, request.Task, request.Attempt);
        var first = await TryAddAsync(branch);
        if (first.Result.Succeeded)
            return branch;
        if (request.Grant is null || !first.Result.Error.Contains("checked out at", StringComparison.Ordinal) && !first.Result.Error.Contains("used by worktree at", StringComparison.Ordinal))
            throw new GitException(first.Call, first.Result);
        branch = $"{branch}-{request.Grant}";
        var second = await TryAddAsync(branch);
        return second.Result.Succeeded ? branch : throw new GitException(second.Call, second.Result);

        async Task<(GitCall Call, GitResult Result)> TryAddAsync(string name)
        {
            string[] where = request.Detached ? ["--detach"] : ["-B", name];
            // Twice --force: a left-over of the same attempt, locked or not, gives way.
            var call = clone.Call(["worktree", "add", "--quiet", "--force", "--force", .. where, request.Folder, request.BaseCommit]);
            return (call, await GitProcess.RunAsync(call, cancellation));
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
        await RefuseNestedRepositoriesAsync(head, cancellation);
        var tree = (await DemandAsync(["write-tree"], cancellation)).Line;
        if (tree == await _clone.TreeOfAsync(head, cancellation))
            return head == _request.BaseCommit ? null : await KeepAsync(head, cancellation);
        var message = new Trailers()
            .Add(Trailers.Workflow, _request.Workflow)
            .Add(Trailers.Task, _request.Task)
            .Add(Trailers.Attempt, _request.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Message(subject);
        return await KeepAsync(await CommitWriter.WriteAsync(_clone, tree, [head], message, author, cancellation), cancellation);
    }

    /// <summary>What a commit of the task changes against the commit that it started from; null for more than can be told.</summary>
    public Task<IReadOnlyList<string>?> ChangedAsync(string commit, CancellationToken cancellation) => _clone.ChangedAsync(_request.BaseCommit, commit, cancellation);

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
        return await _clone.IsAncestorAsync(_request.BaseCommit, answer.Line, cancellation) ? answer.Line : _request.BaseCommit;
    }

    private async Task RefuseNestedRepositoriesAsync(string head, CancellationToken cancellation)
    {
        var changes = await DemandAsync(["diff-index", "--cached", "--raw", "-z", "--no-renames", "--diff-filter=AT", head], cancellation);
        var fields = changes.Fields;
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            if (fields[i].Split(' ') is [_, "160000", ..])
                throw new GitException($"'{fields[i + 1]}' is a git repository of its own inside the task's folder: its files cannot be submitted");
        }
    }

    private async Task<string> KeepAsync(string commit, CancellationToken cancellation)
    {
        await _clone.DemandAsync(_clone.Call("update-ref", $"refs/heads/{Branch}", RefName.Commit(commit)), cancellation);
        return commit;
    }

    private Task<GitResult> DemandAsync(string[] arguments, CancellationToken cancellation) => GitProcess.DemandAsync(Call(arguments), cancellation);

    /// <summary>The administration is named and not looked up: a command may have replaced the <c>.git</c> file.</summary>
    private GitCall Call(string[] arguments) => new(arguments) { GitDirectory = _administration, WorkTree = Folder, WorkingDirectory = Folder };

    private static string AdministrationOf(string folder)
    {
        var pointer = File.ReadAllText(Path.Combine(folder, ".git")).Trim();
        return pointer.StartsWith("gitdir: ", StringComparison.Ordinal) ? pointer["gitdir: ".Length..] : throw new GitException($"{folder} is not a worktree");
    }
}
