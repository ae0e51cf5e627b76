using System.Text.RegularExpressions;

namespace Weft.Worker.Isolation;

/// <summary>
/// Names of files that came from elsewhere (artifacts, checkpoints, resolutions), kept inside one folder. The rule is the same on
/// every system: a name that would be special on any of them is refused on all.
/// </summary>
public static partial class ContainedPath
{
    public const int MaxLength = 1024;
    public const int MaxPartLength = 240;

    /// <summary>The full path of a relative one below <paramref name="root"/>; no link may stand on the way.</summary>
    public static string Resolve(string root, string relative)
    {
        if (Refusal(relative) is { } reason)
            throw new PathRefusedException(relative, reason);
        var full = Path.GetFullPath(root);
        foreach (var part in relative.Split('/'))
        {
            full = Path.Combine(full, part);
            if (IsLink(full))
                throw new PathRefusedException(relative, "a link stands on the way");
        }
        return full;
    }

    /// <summary>Why a relative path cannot be used; null when it can.</summary>
    public static string? Refusal(string? relative)
    {
        if (string.IsNullOrEmpty(relative))
            return "the path is empty";
        if (relative.Length > MaxLength)
            return "the path is too long";
        if (relative[0] is '/' or '\\' || DriveForm().IsMatch(relative))
            return "the path is absolute";
        foreach (var part in relative.Split('/'))
        {
            if (RefusalOfPart(part) is { } reason)
                return reason;
        }
        return null;
    }

    private static string? RefusalOfPart(string part)
    {
        if (part.Length == 0)
            return "the path has an empty part";
        if (part is "." or "..")
            return "the path has a part that leaves its folder";
        if (part.Length > MaxPartLength)
            return "a part of the path is too long";
        if (part.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsSurrogate(c) && !IsPaired(part)))
            return "the path has a character that is not a file name's on every system";
        if (part[^1] is '.' or ' ')
            return "a part of the path ends with a dot or a space";
        if (DeviceForm().IsMatch(part))
            return "a part of the path is a device's name";
        return IsGitFolder(part) ? "the path is inside a git folder" : null;
    }

    /// <summary><c>.git</c> in the spellings that some file system takes for it: other case, short name, invisible characters.</summary>
    private static bool IsGitFolder(string part)
    {
        var visible = string.Concat(part.Where(c => c is not ((>= '\u200c' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u206a' and <= '\u206f') or '\ufeff')));
        return visible.Equals(".git", StringComparison.OrdinalIgnoreCase) || ShortGitForm().IsMatch(visible);
    }

    private static bool IsPaired(string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (char.IsHighSurrogate(part[i]) && i + 1 < part.Length && char.IsLowSurrogate(part[i + 1]))
                i++;
            else if (char.IsSurrogate(part[i]))
                return false;
        }
        return true;
    }

    private static bool IsLink(string path)
    {
        var entry = new FileInfo(path);
        return entry.LinkTarget is not null || (entry.Exists || Directory.Exists(path)) && File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
    }

    [GeneratedRegex(@"^[A-Za-z]:")]
    private static partial Regex DriveForm();

    [GeneratedRegex(@"^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DeviceForm();

    [GeneratedRegex(@"^git~[0-9]+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ShortGitForm();
}
