namespace Weft.Worker.Git;

/// <summary>What a branch changes: asked by the server before it takes the branch.</summary>
internal static class ChangedPaths
{
    private const int Most = 2_000;
    private const int Longest = 1_000;

    /// <summary>Against where the two part; both names of a rename. Null for more, or stranger, paths than can be told.</summary>
    public static async Task<IReadOnlyList<string>?> ChangedAsync(this WorkerClone clone, string onto, string commit, CancellationToken cancellation)
    {
        var call = clone.Call("diff", "--name-only", "-z", "--no-renames", $"{RefName.Commit(onto)}...{RefName.Commit(commit)}");
        var paths = (await clone.DemandAsync(call, cancellation)).Fields;
        return paths.Count <= Most && paths.All(p => p.Length is > 0 and <= Longest && p[0] != '\\' && !p.Split('\\').Contains("..")) ? paths : null;
    }
}
