using System.Text.RegularExpressions;

namespace Weft.Worker.Git;

/// <summary>What may stand on git's command line as a ref or as a commit.</summary>
public static partial class RefName
{
    private const int MaxLength = 240;

    /// <summary>A branch without <c>refs/heads/</c>. A subset of git's own rule: plain letters, digits and <c>._-/</c>.</summary>
    public static bool IsBranch(string? name) =>
        name is { Length: > 0 and <= MaxLength } && BranchForm().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal)
        && name.Split('/').All(part => !part.EndsWith(".lock", StringComparison.OrdinalIgnoreCase) && !part.EndsWith('.'));

    public static bool IsCommit(string? id) => id is { Length: 40 or 64 } && CommitForm().IsMatch(id);

    public static string Branch(string? name) =>
        IsBranch(name) ? name! : throw new GitException($"'{Shown(name)}' is not a branch name that can be used");

    public static string Commit(string? id) =>
        IsCommit(id) ? id! : throw new GitException($"'{Shown(id)}' is not a commit id");

    private static string Shown(string? text)
    {
        var shown = new string([.. (text ?? "").Where(c => !char.IsControl(c)).Take(80)]);
        return shown;
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*\\z")]
    private static partial Regex BranchForm();

    [GeneratedRegex("^[0-9a-f]+\\z")]
    private static partial Regex CommitForm();
}
