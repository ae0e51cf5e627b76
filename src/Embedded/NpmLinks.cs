using System.Text.Json;

namespace Weft.Embedded;

/// <summary>
/// npm packages cannot carry symbolic links. This one lists those that its libraries need and makes them by an install
/// script; we do not run scripts of packages, so we make them.
/// </summary>
internal static class NpmLinks
{
    private sealed record Link(string Source, string Target);

    public static void Make(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        var links = JsonSerializer.Deserialize<Link[]>(File.ReadAllText(list), JsonSerializerOptions.Web) ?? [];
        foreach (var link in links)
        {
            var target = Inside(package, link.Target);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Inside(package, link.Source)));
        }
    }

    private static string Inside(string package, string relative)
    {
        var full = Path.GetFullPath(relative, package);
        return full.StartsWith(Path.GetFullPath(package) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidDataException($"The list of links names {relative}, outside its package.");
    }
}
