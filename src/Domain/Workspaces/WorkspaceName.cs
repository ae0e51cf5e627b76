using System.Text.RegularExpressions;

namespace Weft.Domain.Workspaces;

/// <summary>A name that can stand in an address, in a git ref and in a folder.</summary>
public static partial class WorkspaceName
{
    public const string Rule = "1-63 characters a-z, 0-9 and '-' that begin with a letter or digit";

    public static bool Fits(string name) => Form().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
