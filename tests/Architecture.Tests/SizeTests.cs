using System.Globalization;
using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests;

/// <summary>Small files and small methods. What is over the limit today is listed in sizes.txt with its size, which may only go down.</summary>
public sealed class SizeTests
{
    private const int MethodLines = 40;
    private const int MedianLines = 60;

    /// <summary>Where the language of templates lies, whose pieces are long by nature; may only go down.</summary>
    private const int DomainMedianLines = 75;

    private static readonly Dictionary<string, int> FileLines = new()
    {
        ["src/Api"] = 120,
        ["src/Application"] = 120,
        ["src/Cli"] = 200,
        ["src/Client"] = 200,
        ["src/Contracts"] = 120,
        ["src/Domain"] = 200,
        ["src/Embedded"] = 150,
        ["src/Projections"] = 150,
        ["src/Worker"] = 200,
    };

    [Fact]
    public void files_keep_to_the_size_of_their_layer() =>
        Compare("file", SourceFile.All.Select(f => (f.Path, f.Lines)), path => LimitOf(path));

    [Fact]
    public void methods_keep_to_forty_lines() =>
        Compare(
            "method",
            SourceFile.All.SelectMany(f => f.Methods().Select(m => (Path: $"{f.Path}#{m.Name}", m.Lines))).GroupBy(m => m.Path).Select(g => (g.Key, g.Max(m => m.Lines))),
            _ => MethodLines);

    [Fact]
    public void half_of_the_files_of_a_project_are_short()
    {
        foreach (var project in SourceFile.All.GroupBy(f => f.Project))
        {
            var sizes = project.Select(f => f.Lines).Order().ToList();
            if (project.Key.StartsWith("src/", StringComparison.Ordinal))
            {
                sizes[sizes.Count / 2].ShouldBeLessThanOrEqualTo(project.Key == "src/Domain" ? DomainMedianLines : MedianLines, $"the median of {project.Key}");
            }
        }
    }

    private static int LimitOf(string path) =>
        path.StartsWith("tests/", StringComparison.Ordinal) ? 300 : FileLines[string.Join('/', path.Split('/').Take(2))];

    private static void Compare(string kind, IEnumerable<(string Name, int Lines)> found, Func<string, int> limit)
    {
        var listed = Listed(kind);
        var over = found.Where(f => f.Lines > limit(f.Name)).ToDictionary(f => f.Name, f => f.Lines);
        over.Where(f => f.Value > listed.GetValueOrDefault(f.Key))
            .Select(f => $"{kind} {f.Value} {f.Key} (limit {Math.Max(limit(f.Key), listed.GetValueOrDefault(f.Key))})")
            .ShouldBeEmpty("split it: one file, one reason to change");
        listed.Where(l => over.GetValueOrDefault(l.Key) < l.Value)
            .Select(l => $"{kind} {l.Value} {l.Key}: now {over.GetValueOrDefault(l.Key)}")
            .ShouldBeEmpty("it became smaller: lower its line in tests/Architecture.Tests/sizes.txt, or remove it (0: within the limit)");
    }

    private static Dictionary<string, int> Listed(string kind) =>
        Repository.Read("tests/Architecture.Tests/sizes.txt").Split('\n')
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(l => l.Length == 3 && l[0] == kind)
            .ToDictionary(l => l[2], l => int.Parse(l[1], CultureInfo.InvariantCulture));
}
