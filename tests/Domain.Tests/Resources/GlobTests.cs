using System.Text.RegularExpressions;
using CsCheck;
using Shouldly;
using Weft.Domain.Resources;
using Xunit;

namespace Weft.Domain.Tests.Resources;

[Trait("Capability", "D1")]
public sealed class GlobTests
{
    private static readonly string[] Parts = ["a", "b", "ab", "*", "a*", "*b", "?", "**"];
    private static readonly string[] Names = [.. new[] { "a", "b", "ab", "ba", "aab" }];
    private static readonly List<string> Paths = [.. Enumerable.Range(1, 4).SelectMany(Below)];
    private static readonly Gen<string> Patterns = Gen.Int[0, Parts.Length - 1].Array[1, 3].Select(p => string.Join('/', p.Select(i => Parts[i])));

    [Fact]
    public void a_pattern_covers_a_path_exactly_when_it_matches_it() => Patterns.Sample(pattern =>
    {
        foreach (var path in Paths)
        {
            Resource.Path(pattern)!.Covers(Resource.Literal(path)).ShouldBe(Matches(pattern, path), $"{pattern} {path}");
        }
    }, iter: 300);

    [Fact]
    public void two_patterns_overlap_exactly_when_some_path_matches_both() => Gen.Select(Patterns, Patterns).Sample((one, other) =>
        Resource.Path(one)!.Overlaps(Resource.Path(other)!).ShouldBe(Paths.Any(p => Matches(one, p) && Matches(other, p)), $"{one} {other}"), iter: 1_000);

    [Fact]
    public void what_a_covered_pattern_matches_the_covering_one_matches_too() => Gen.Select(Patterns, Patterns).Sample((one, other) =>
    {
        if (Resource.Path(one)!.Covers(Resource.Path(other)!))
        {
            Paths.Where(p => Matches(other, p)).ShouldAllBe(p => Matches(one, p));
        }
    }, iter: 2_000);

    [Theory]
    [InlineData("src/api/**", "src/api/v1/a.cs", true)]
    [InlineData("src/api/", "src/api/v1/a.cs", true)]
    [InlineData("**/*.css", "web/a/b.css", true)]
    [InlineData("**/*.css", "b.css", true)]
    [InlineData("src/*.cs", "src/a/b.cs", false)]
    [InlineData("table:Order*", "table:orders", true)]
    [InlineData("operation:* /orders/**", "operation:GET /orders/{id}", true)]
    [InlineData("operation:GET /orders/{id}", "operation:get /orders/{number}", true)]
    [InlineData("operation:POST /orders", "operation:GET /orders", false)]
    [InlineData("table:orders", "orders", false)]
    public void resources_of_one_kind_are_compared(string rule, string touched, bool covered) => Resource.Parse(rule)!.Covers(Resource.Parse(touched)!).ShouldBe(covered);

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("**/a/**/b/**/c/**")]
    [InlineData("table:")]
    [InlineData("table:a b")]
    [InlineData("operation:GET")]
    [InlineData("operation:GET orders")]
    public void what_is_no_resource_is_not_read(string text) => Resource.Parse(text).ShouldBeNull();

    private static bool Matches(string pattern, string path)
    {
        var regex = Regex.Escape(pattern).Replace(@"\*\*", "§", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal);
        var parts = regex.Split('/').Select(p => p == "§" ? "([^/]+/)*" : p + "/");
        return Regex.IsMatch(path + "/", $"^{string.Concat(parts)}$");
    }

    private static IEnumerable<string> Below(int depth) => depth == 1 ? Names : Below(depth - 1).SelectMany(p => Names.Select(n => $"{p}/{n}"));
}
