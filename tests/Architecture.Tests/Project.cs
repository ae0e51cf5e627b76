using System.Xml.Linq;

namespace Weft.Architecture.Tests;

/// <summary>A project file: its name, and what it refers to.</summary>
internal sealed record Project(string Path, string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    public static IReadOnlyList<Project> Sources { get; } = [.. Repository.Files("src", "*.csproj").Select(Of)];

    public static IReadOnlyList<Project> Tests { get; } = [.. Repository.Files("tests", "*.csproj").Select(Of)];

    /// <summary>Everything a project stands on, through other projects too.</summary>
    public IReadOnlySet<string> Reach()
    {
        var reached = new HashSet<string>(Projects);
        foreach (var name in Projects)
        {
            reached.UnionWith(Sources.Single(p => p.Name == name).Reach());
        }

        return reached;
    }

    private static Project Of(string path)
    {
        var file = XDocument.Parse(Repository.Read(path));
        return new Project(
            path,
            NameOf(path),
            [.. file.Descendants("ProjectReference").Select(r => NameOf(r.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)],
            [.. file.Descendants("PackageReference").Where(p => p.Attribute("PrivateAssets")?.Value != "all").Select(p => p.Attribute("Include")!.Value)]);
    }

    private static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
