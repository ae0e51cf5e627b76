namespace Weft.Worker.Git;

/// <summary>
/// A repository that is not ours, found as git finds it. Everything in its own configuration that would start a program is
/// emptied for each of our calls; the user's global configuration counts as the user's word.
/// </summary>
internal sealed class UserRepository
{
    private static readonly string[] StartsPrograms = [".clean", ".smudge", ".process", ".textconv", ".command", ".driver", ".cmd", ".program", ".helper"];
    private readonly IReadOnlyList<KeyValuePair<string, string>> _silenced;

    private UserRepository(string folder, string gitDirectory, bool isBare, IReadOnlyList<KeyValuePair<string, string>> silenced)
    {
        Folder = folder;
        GitDirectory = gitDirectory;
        IsBare = isBare;
        _silenced = silenced;
    }

    /// <summary>The top of the checkout, or the bare repository itself.</summary>
    public string Folder { get; }

    public string GitDirectory { get; }

    public bool IsBare { get; }

    public static async Task<UserRepository> OpenAsync(string path, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(path);
        if (!Directory.Exists(folder))
            throw new NoRepositoryException($"there is no folder {folder}");
        var probe = await GitProcess.RunAsync(At(folder, ["rev-parse", "--is-bare-repository", "--path-format=absolute", "--git-common-dir"]), cancellation);
        if (!probe.Succeeded)
            throw new NoRepositoryException($"{folder} is not a git repository");
        var lines = probe.Line.Split('\n');
        var isBare = lines[0] == "true";
        var top = isBare ? lines[1] : (await GitProcess.DemandAsync(At(folder, ["rev-parse", "--path-format=absolute", "--show-toplevel"]), cancellation)).Line;
        return new UserRepository(top, lines[1], isBare, await SilencedAsync(folder, cancellation));
    }

    public async Task<IReadOnlyList<string>> ChangedFilesAsync(CancellationToken cancellation)
    {
        if (IsBare)
            return [];
        var status = await DemandAsync(["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal", "--ignore-submodules=dirty"], cancellation);
        return [.. status.Fields.Where(field => field.Length > 3).Select(field => field[3..])];
    }

    public async Task<string> HeadAsync(CancellationToken cancellation)
    {
        var head = await GitProcess.RunAsync(Call(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]), cancellation);
        return head.Succeeded ? RefName.Commit(head.Line) : throw new NoRepositoryException($"{Folder} has no commit yet");
    }

    /// <summary>The branch that is checked out; null when HEAD is detached.</summary>
    public async Task<string?> BranchAsync(CancellationToken cancellation)
    {
        var branch = await GitProcess.RunAsync(Call(["symbolic-ref", "--quiet", "--short", "HEAD"]), cancellation);
        return branch.Succeeded ? branch.Line : null;
    }

    public async Task<bool> HasBranchAsync(string branch, CancellationToken cancellation) =>
        (await GitProcess.RunAsync(Call(["rev-parse", "--verify", "--quiet", "--end-of-options", $"refs/heads/{branch}"]), cancellation)).Succeeded;

    public async Task<string> ObjectFormatAsync(CancellationToken cancellation) =>
        (await DemandAsync(["rev-parse", "--show-object-format"], cancellation)).Line;

    private Task<GitResult> DemandAsync(string[] arguments, CancellationToken cancellation) => GitProcess.DemandAsync(Call(arguments), cancellation);

    private GitCall Call(string[] arguments) => At(Folder, arguments) with { Settings = _silenced };

    private static GitCall At(string folder, string[] arguments) => new(arguments) { WorkingDirectory = folder, ReadsUserConfiguration = true };

    /// <summary>Reading the configuration starts nothing; what it would start is then overridden by an empty value.</summary>
    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> SilencedAsync(string folder, CancellationToken cancellation)
    {
        var fields = (await GitProcess.DemandAsync(At(folder, ["config", "--list", "--show-scope", "--name-only", "-z"]), cancellation)).Fields;
        var silenced = new List<KeyValuePair<string, string>>();
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            if (fields[i] is not ("local" or "worktree"))
                continue;
            if (StartsPrograms.Any(end => fields[i + 1].EndsWith(end, StringComparison.OrdinalIgnoreCase)))
                silenced.Add(new(fields[i + 1], ""));
            else if (fields[i + 1].EndsWith(".required", StringComparison.OrdinalIgnoreCase))
                silenced.Add(new(fields[i + 1], "false"));
        }
        return silenced;
    }
}
