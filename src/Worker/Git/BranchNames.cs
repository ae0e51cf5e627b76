using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Worker.Git;

/// <summary>Where a workflow's branches live: everything is below <c>weft/</c>, so a user's branch is never touched.</summary>
public static class BranchNames
{
    public const string Root = "weft/";
    private const string Integration = "integration";
    private const int MaxPart = 60;

    public static string IntegrationOf(string workflow) => $"{Root}{Part(workflow)}/{Integration}";

    public static string TaskOf(string workflow, string task, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{Root}{Part(workflow)}/{Part(task)}/{attempt}");

    /// <summary>
    /// Letters, digits and dashes of a name. Whatever had to be changed gets a piece of the name's hash, so two names never
    /// share a branch; neither does a task that is called like the integration branch.
    /// </summary>
    public static string Part(string name)
    {
        var kept = new StringBuilder(name.Length);
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
                kept.Append(c);
            else if (kept.Length > 0 && kept[^1] != '-')
                kept.Append('-');
        }
        var plain = kept.ToString().Trim('-');
        if (plain.Length > MaxPart)
            plain = plain[..MaxPart].Trim('-');
        return plain == name && plain != Integration ? plain : $"{plain}{(plain.Length > 0 ? "-" : "")}{Piece(name)}";
    }

    private static string Piece(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
}
