using System.Security.Cryptography;
using System.Text;

namespace Weft.Worker.Git;

/// <summary>A user's repository made ready: the remote that the agents share, and the commit that they start from.</summary>
public sealed record PreparedRepository(string Remote, string Commit, string? Branch);

/// <summary>What was named is not a repository with a commit.</summary>
public sealed class NoRepositoryException(string message) : Exception(message);

/// <summary>The repository has changes that no commit holds, so agents would not see them.</summary>
public sealed class DirtyRepositoryException(string repository, IReadOnlyList<string> files)
    : Exception($"{repository} has changes that are not committed: {string.Join(", ", files.Take(10))}{(files.Count > 10 ? $" and {files.Count - 10} more" : "")}. Commit or stash them first.")
{
    public IReadOnlyList<string> Files { get; } = files;
}

/// <summary>
/// Between a user's repository and the bare one that the agents share. The user's is read once, at its HEAD, and written once, when
/// the result becomes a branch <c>weft/…</c>; its checkout, its other branches and its settings are left alone.
/// </summary>
public static class Repositories
{
    /// <summary>Refuses what is no repository, has no commit, or is dirty. Nothing is written.</summary>
    public static Task CheckAsync(string repository, CancellationToken cancellation) => CleanHeadAsync(repository, cancellation);

    /// <summary>Checks the repository and copies its HEAD into the bare remote below <paramref name="remotes"/>.</summary>
    public static async Task<PreparedRepository> PrepareAsync(string repository, string remotes, CancellationToken cancellation)
    {
        var (user, head) = await CleanHeadAsync(repository, cancellation);
        var remote = await OpenRemoteAsync(user, remotes, cancellation);
        var source = RemoteAddress.Parse(user.GitDirectory);
        // The ref keeps the commit from ever being collected, also when the user's branch moves on.
        var keep = $"+{head}:refs/heads/{BranchNames.Root}base/{head[..12]}";
        await GitProcess.DemandAsync(In(remote, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--update-shallow", .. source.FetchOptions, source.Address, keep]), cancellation);
        return new PreparedRepository(remote, head, await user.BranchAsync(cancellation));
    }

    /// <summary>
    /// Leaves a branch of the remote in the user's repository as <c>weft/name</c>, or as <c>weft/name-2</c>… when a branch of that
    /// name holds something else or is checked out. Answers the branch's name, null when the remote has no such branch.
    /// </summary>
    public static async Task<string?> PublishAsync(string repository, string remote, string branch, string name, CancellationToken cancellation)
    {
        var user = await UserRepository.OpenAsync(repository, cancellation);
        var found = await GitProcess.RunAsync(In(remote, ["rev-parse", "--verify", "--quiet", "--end-of-options", $"refs/heads/{RefName.Branch(branch)}^{{commit}}"]), cancellation);
        if (!found.Succeeded)
            return null;
        var commit = RefName.Commit(found.Line);
        for (var next = 1; next <= 100; next++)
        {
            var target = $"{BranchNames.Root}{BranchNames.Part(name)}{(next == 1 ? "" : $"-{next}")}";
            if (await TryPublishAsync(user, remote, commit, target, cancellation))
                return target;
        }
        throw new GitException($"{user.Folder} has a hundred branches like {BranchNames.Root}{BranchNames.Part(name)} already");
    }

    private static async Task<(UserRepository User, string Head)> CleanHeadAsync(string repository, CancellationToken cancellation)
    {
        var user = await UserRepository.OpenAsync(repository, cancellation);
        return await user.ChangedFilesAsync(cancellation) is { Count: > 0 } changed
            ? throw new DirtyRepositoryException(user.Folder, changed)
            : (user, await user.HeadAsync(cancellation));
    }

    /// <summary>Forward only: a branch that has something which the result does not have stays as it is.</summary>
    private static async Task<bool> TryPublishAsync(UserRepository user, string remote, string commit, string target, CancellationToken cancellation)
    {
        var address = RemoteAddress.Parse(user.GitDirectory);
        var push = In(remote, ["push", "--porcelain", "--no-verify", .. address.PushOptions, address.Address, $"{commit}:refs/heads/{target}"]);
        var result = await GitProcess.RunAsync(push, cancellation);
        if (result.Succeeded)
            return true;
        if (result.Text.Contains("[rejected]", StringComparison.Ordinal) || result.Text.Contains("[remote rejected]", StringComparison.Ordinal))
            return await user.HasBranchAsync(target, cancellation) ? false : throw new GitException(push, result);
        throw new GitException(push, result);
    }

    private static async Task<string> OpenRemoteAsync(UserRepository user, string remotes, CancellationToken cancellation)
    {
        var remote = Path.Combine(Path.GetFullPath(remotes), NameOf(user));
        if (!CloneUpkeep.IsUsable(remote))
        {
            Directory.CreateDirectory(remotes);
            var half = Path.Combine(remotes, $".making-{Guid.NewGuid():N}");
            var format = await user.ObjectFormatAsync(cancellation);
            await GitProcess.DemandAsync(new GitCall("init", "--quiet", "--bare", $"--object-format={format}", "--", half) { WorkingDirectory = remotes }, cancellation);
            CloneUpkeep.Remove(remote);
            Directory.Move(half, remote);
        }
        return remote;
    }

    private static GitCall In(string gitDirectory, string[] arguments) => new(arguments) { GitDirectory = gitDirectory, TimeOut = GitCall.NetworkTimeOut };

    private static string NameOf(UserRepository user)
    {
        var plain = BranchNames.Part(Path.GetFileName(user.Folder.TrimEnd(Path.DirectorySeparatorChar)));
        return $"{plain}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user.Folder)))[..12]}.git";
    }
}
