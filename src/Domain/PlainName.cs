using System.Text.RegularExpressions;

namespace Weft.Domain;

/// <summary>What branches, files and messages are made of: names of tasks and stages, and of skills, which agents and tasks must write alike.</summary>
public static partial class PlainName
{
    public const string Rule = "a name of letters, digits, _ and - (at most 64, beginning with a letter)";

    public static bool Fits(string? name) => name is not null && Form().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
