using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Worker.Git;

/// <summary>
/// A bare clone that one worker owns, of one git remote. Worktrees and merges work on it; it holds the branches that were fetched
/// under <c>refs/remotes/origin/</c>. The caller holds the folder exclusively (see <c>WorkerHome</c>).
/// </summary>
public sealed class WorkerClone : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    private WorkerClone(string gitDirectory, RemoteAddress remote)
    {
        GitDirectory = gitDirectory;
        Remote = remote;
    }

    public string GitDirectory { get; }

    public RemoteAddress Remote { get; }

    /// <summary>Opens the clone of a remote below <paramref name="folder"/>, making it when there is none or when it is broken.</summary>
    public static async Task<WorkerClone> OpenAsync(string folder, string remote, CancellationToken cancellation)
    {
        var address = RemoteAddress.Parse(remote);
        var gitDirectory = Path.Combine(Path.GetFullPath(folder), NameOf(address));
        if (!CloneUpkeep.IsUsable(gitDirectory))
            await CreateAsync(gitDirectory, address, cancellation);
        CloneUpkeep.RemoveLocks(gitDirectory);
        CloneUpkeep.ForgetLostWorktrees(gitDirectory);
        CloneUpkeep.Restore(gitDirectory);
        return new WorkerClone(gitDirectory, address);
    }

    public GitCall Call(params string[] arguments) => new(arguments) { GitDirectory = GitDirectory };

    public Task<GitResult> DemandAsync(GitCall call, CancellationToken cancellation) => GitProcess.DemandAsync(call with { GitDirectory = GitDirectory }, cancellation);

    /// <summary>Fetches one branch; null when the remote has none of this name.</summary>
    public async Task<string?> FetchAsync(string branch, CancellationToken cancellation)
    {
        await FetchRefsAsync(BranchWith(branch), cancellation);
        return await TrackedAsync(branch, cancellation);
    }

    /// <summary>As <see cref="FetchAsync"/>, and makes sure that a commit is here, in one conversation with the remote when it has both.</summary>
    public async Task<string?> FetchWithAsync(string branch, string commit, CancellationToken cancellation)
    {
        try
        {
            await FetchRefsAsync([.. BranchWith(branch), RefName.Commit(commit)], cancellation);
        }
        catch (GitException)
        {
            // A remote that does not have the commit answers nothing at all, and one thing at a time tells what is missing.
            await FetchRefsAsync(BranchWith(branch), cancellation);
            await RequireAsync(commit, cancellation);
        }
        return await TrackedAsync(branch, cancellation);
    }

    /// <summary>Has what a first task will probably ask for: the remote's own branch.</summary>
    public Task PrefetchAsync(CancellationToken cancellation) => FetchRefsAsync([Address(), "HEAD"], cancellation);

    /// <summary>Makes sure that a commit is here, asking the remote for it by its id.</summary>
    public async Task RequireAsync(string commit, CancellationToken cancellation)
    {
        RefName.Commit(commit);
        if (await HasAsync(commit, cancellation))
            return;
        await FetchRefsAsync([Address(), commit], cancellation);
        if (!await HasAsync(commit, cancellation))
            throw new GitException($"the remote {Remote} does not have commit {commit}");
    }

    public async Task<bool> HasAsync(string commit, CancellationToken cancellation) =>
        (await GitProcess.RunAsync(Call("cat-file", "-e", $"{RefName.Commit(commit)}^{{commit}}"), cancellation)).Succeeded;

    public async Task<bool> IsAncestorAsync(string ancestor, string of, CancellationToken cancellation)
    {
        var call = Call("merge-base", "--is-ancestor", RefName.Commit(ancestor), RefName.Commit(of));
        var result = await GitProcess.RunAsync(call, cancellation);
        return result.ExitCode is 0 or 1 ? result.ExitCode == 0 : throw new GitException(call, result);
    }

    public async Task<string> TreeOfAsync(string commit, CancellationToken cancellation) =>
        (await DemandAsync(Call("rev-parse", "--verify", "--end-of-options", $"{RefName.Commit(commit)}^{{tree}}"), cancellation)).Line;

    public async Task<string?> RemoteHeadAsync(string branch, CancellationToken cancellation)
    {
        var answer = await DemandAsync(Network(["ls-remote", .. Remote.FetchOptions, Address(), $"refs/heads/{RefName.Branch(branch)}"]), cancellation);
        return answer.Line.Length == 0 ? null : RefName.Commit(answer.Line.Split('\t')[0]);
    }

    /// <summary>Puts a commit on a branch of the remote, only if the branch is still at <paramref name="expected"/> (null: not there).</summary>
    public async Task<PushAnswer> PushAsync(string commit, string branch, string? expected, CancellationToken cancellation)
    {
        var target = $"refs/heads/{RefName.Branch(branch)}";
        var lease = $"--force-with-lease={target}:{(expected is null ? "" : RefName.Commit(expected))}";
        var call = Network(["push", "--porcelain", "--no-verify", "--no-signed", lease, .. Remote.PushOptions, Address(), $"{RefName.Commit(commit)}:{target}"]);
        var result = await GitProcess.RunAsync(call, cancellation);
        if (result.Succeeded)
            return result.Text.Split('\n').Any(line => line.StartsWith("=\t", StringComparison.Ordinal)) ? PushAnswer.AlreadyThere : PushAnswer.Accepted;
        return GitWords.IsStale(result) ? PushAnswer.Stale : throw new GitException(call, result);
    }

    /// <summary>One writer at a time: git refuses a second one instead of waiting for the first.</summary>
    public async Task<T> WriteAloneAsync<T>(Func<Task<T>> write, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            return await write();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Undoes what a task's command may have configured in the repository that it shares.</summary>
    public void Restore() => CloneUpkeep.Restore(GitDirectory);

    public void Dispose() => _writing.Dispose();

    // A glob that matches nothing is no error, and --prune then forgets what the remote no longer has.
    private string[] BranchWith(string branch) => ["--prune", Address(), $"+refs/heads/{RefName.Branch(branch)}*:{Tracked(branch)}*"];

    private static string Tracked(string branch) => $"refs/remotes/origin/{RefName.Branch(branch)}";

    private async Task<string?> TrackedAsync(string branch, CancellationToken cancellation)
    {
        var found = await GitProcess.RunAsync(Call("rev-parse", "--verify", "--quiet", "--end-of-options", $"{Tracked(branch)}^{{commit}}"), cancellation);
        return found.Succeeded ? RefName.Commit(found.Line) : null;
    }

    private string Address() => Remote.Address;

    private GitCall Network(string[] arguments) =>
        Call(arguments) with { TimeOut = GitCall.NetworkTimeOut, ReadsUserConfiguration = !Remote.IsLocal };

    private Task<GitResult> FetchRefsAsync(string[] what, CancellationToken cancellation) =>
        WriteAloneAsync(
            () => DemandAsync(Network(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--update-shallow", .. Remote.FetchOptions, .. what]), cancellation),
            cancellation);

    private static async Task CreateAsync(string gitDirectory, RemoteAddress remote, CancellationToken cancellation)
    {
        CloneUpkeep.Remove(gitDirectory);
        var parent = Path.GetDirectoryName(gitDirectory)!;
        Directory.CreateDirectory(parent);
        var half = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $".making-{Guid.NewGuid():N}"));
        var usesSha256 = await UsesSha256Async(remote, parent, cancellation);
        await GitProcess.DemandAsync(new GitCall("init", "--quiet", "--bare", $"--object-format={(usesSha256 ? "sha256" : "sha1")}", "--", half) { WorkingDirectory = parent }, cancellation);
        if (usesSha256)
            CloneUpkeep.MarkSha256(half);
        Directory.Move(half, gitDirectory);
    }

    private static async Task<bool> UsesSha256Async(RemoteAddress remote, string folder, CancellationToken cancellation)
    {
        var call = new GitCall(["ls-remote", .. remote.FetchOptions, remote.Address])
        {
            WorkingDirectory = folder,
            TimeOut = GitCall.NetworkTimeOut,
            ReadsUserConfiguration = !remote.IsLocal,
        };
        var answer = await GitProcess.DemandAsync(call, cancellation);
        return answer.Line.Split('\t')[0].Length == 64;
    }

    private static string NameOf(RemoteAddress remote)
    {
        var last = remote.Address.TrimEnd('/', '\\').Split('/', '\\', ':')[^1];
        var plain = new string([.. last.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40)]);
        return $"{plain}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(remote.Address)))[..12]}.git";
    }
}
