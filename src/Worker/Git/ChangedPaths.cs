using System.Globalization;

namespace Weft.Worker.Git;

/// <summary>What a branch changes: asked by the server before it takes the branch.</summary>
/// <param name="Told">null where they are more, or stranger, than can be told</param>
/// <param name="Untold">why; null where they are told</param>
internal sealed record ChangedPaths(IReadOnlyList<string>? Told, string? Untold)
{
    private const int Most = 2_000;
    private const int Longest = 1_000;
    private const int Shown = 200;

    public static ChangedPaths Of(IReadOnlyList<string> paths) =>
        paths.Count > Most ? new(null, string.Create(CultureInfo.InvariantCulture, $"{paths.Count} paths, of which at most {Most} can be"))
        : paths.FirstOrDefault(IsStrange) is { } strange ? new(null, $"'{(strange.Length > Shown ? $"{strange[..Shown]}…" : strange)}' is too long or holds what no path does here")
        : new(paths, null);

    private static bool IsStrange(string path) => path.Length is 0 or > Longest || path[0] == '\\' || path.Split('\\').Contains("..");
}

internal static class ChangesOfBranch
{
    /// <summary>Against where the two part; both names of a rename.</summary>
    public static async Task<ChangedPaths> ChangedAsync(this WorkerClone clone, string onto, string commit, CancellationToken cancellation)
    {
        var call = clone.Call("diff", "--name-only", "-z", "--no-renames", $"{RefName.Commit(onto)}...{RefName.Commit(commit)}");
        return ChangedPaths.Of((await clone.DemandAsync(call, cancellation)).Fields);
    }
}
