namespace Weft.Worker.Git;

/// <summary>A try to check a commit out: git's answer, and where it stands when that is good.</summary>
internal sealed record Checkout(GitCall Call, GitResult Result, string Branch, string Administration)
{
    /// <summary>
    /// Makes a linked worktree with one run of git. <c>git worktree add</c> starts four processes for it, and a dozen workers that begin
    /// at once feel that; the three small files that make a folder a worktree are described in gitrepository-layout(5).
    /// To be called by the clone's only writer.
    /// </summary>
    public static async Task<Checkout> TryAsync(WorkerClone clone, WorktreeRequest request, CancellationToken cancellation)
    {
        CloneUpkeep.Remove(request.Folder);
        clone.Restore();
        CloneUpkeep.ForgetLostWorktrees(clone.GitDirectory);
        var branch = BranchOf(clone, request);
        var administration = Link(clone.GitDirectory, request.Folder, request.BaseCommit);
        string[] where = request.Detached ? ["--detach"] : ["-B", branch];
        var call = new GitCall(["checkout", "--quiet", "--force", .. where, request.BaseCommit])
        {
            GitDirectory = administration,
            WorkTree = request.Folder,
            WorkingDirectory = request.Folder,
        };
        var done = false;
        try
        {
            var result = await GitProcess.RunAsync(call, cancellation);
            done = result.Succeeded;
            return new Checkout(call, result, branch, administration);
        }
        finally
        {
            if (!done)
            {
                CloneUpkeep.Remove(request.Folder);
                CloneUpkeep.Remove(administration);
            }
        }
    }

    private static string BranchOf(WorkerClone clone, WorktreeRequest request)
    {
        var branch = BranchNames.TaskOf(request.Workflow, request.Task, request.Attempt);
        if (request.Detached || !IsCheckedOut(clone.GitDirectory, branch))
            return branch;
        var own = request.Grant is null ? null : $"{branch}-{request.Grant}";
        return own is not null && !IsCheckedOut(clone.GitDirectory, own) ? own : throw new GitException($"the branch {own ?? branch} is checked out in another worktree");
    }

    /// <summary>git itself allows <c>checkout -B</c> on another worktree's branch up to 2.43.</summary>
    private static bool IsCheckedOut(string gitDirectory, string branch)
    {
        var worktrees = Path.Combine(gitDirectory, "worktrees");
        return Directory.Exists(worktrees) && Directory.EnumerateDirectories(worktrees).Select(each => Path.Combine(each, "HEAD"))
            .Any(head => File.Exists(head) && File.ReadAllText(head).Trim() == $"ref: refs/heads/{branch}");
    }

    private static string Link(string gitDirectory, string folder, string commit)
    {
        var administration = Path.Combine(gitDirectory, "worktrees", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(administration);
        Directory.CreateDirectory(folder);
        var pointer = Path.Combine(folder, ".git");
        File.WriteAllText(Path.Combine(administration, "commondir"), "../..\n");
        File.WriteAllText(Path.Combine(administration, "gitdir"), pointer + "\n");
        File.WriteAllText(Path.Combine(administration, "HEAD"), commit + "\n");
        File.WriteAllText(pointer, $"gitdir: {administration}\n");
        return administration;
    }
}
