namespace Weft.Architecture.Tests;

/// <summary>The sources as they lie on the disk.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Built = ["bin", "obj", "node_modules", "artifacts", "Generated", ".git", ".weft"];

    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Paths below a folder, relative to the root and with forward slashes, without what a build leaves.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Below(Path.Combine(Root, folder), pattern).Select(Relative).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Sources() => [.. Files("src", "*.cs"), .. Files("tests", "*.cs")];

    /// <summary>Folders that hold sources, relative to the root.</summary>
    public static IReadOnlyList<string> Folders(string below) =>
        [.. Files(below, "*").Select(f => Path.GetDirectoryName(f)!.Replace('\\', '/')).Distinct()];

    private static IEnumerable<string> Below(string folder, string pattern)
    {
        foreach (var file in Directory.EnumerateFiles(folder, pattern))
        {
            yield return file;
        }

        foreach (var sub in Directory.EnumerateDirectories(folder).Where(d => !Built.Contains(Path.GetFileName(d))))
        {
            foreach (var file in Below(sub, pattern))
            {
                yield return file;
            }
        }
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EventSourced.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No EventSourced.sln above {AppContext.BaseDirectory}");
    }
}
