using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Weft.Architecture.Tests;

public sealed partial class LinkTests
{
    [Fact]
    public void every_link_between_documents_leads_somewhere() =>
        Documents().SelectMany(d => Links().Matches(WithoutCode(Repository.Read(d))).Select(m => (From: d, To: m.Groups[1].Value)))
            .Where(l => !l.To.Contains("://", StringComparison.Ordinal) && !l.To.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(l => !Leads(l.From, l.To))
            .Select(l => $"{l.From} -> {l.To}")
            .ShouldBeEmpty();

    [Fact]
    public void every_decision_says_how_it_is_checked() =>
        Repository.Files("docs/adr", "0*.md")
            .Where(d => !Repository.Read(d).Contains("### Confirmation", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static IEnumerable<string> Documents() =>
        Directory.GetFiles(Repository.Root, "*.md").Select(Path.GetFileName).OfType<string>().Concat(Repository.Files("docs", "*.md"));

    private static bool Leads(string from, string to)
    {
        var parts = to.Split('#');
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, from))!;
        var target = parts[0].Length == 0 ? Path.Combine(Repository.Root, from) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        return (File.Exists(target) || Directory.Exists(target))
            && (parts.Length == 1 || !target.EndsWith(".md", StringComparison.Ordinal) || Anchors(File.ReadAllText(target)).Contains(parts[1]));
    }

    private static IEnumerable<string> Anchors(string text) =>
        text.Split('\n').Where(l => l.StartsWith('#')).Select(l => NotInAnchors().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => Fences().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
