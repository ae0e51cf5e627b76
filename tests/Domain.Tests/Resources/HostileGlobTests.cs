using CsCheck;
using Shouldly;
using Weft.Domain.Resources;
using Xunit;

namespace Weft.Domain.Tests.Resources;

/// <summary>Patterns come from whoever has a key: none may make the others wait.</summary>
[Trait("Capability", "D1")]
public sealed class HostileGlobTests
{
    private static readonly Gen<string> Patterns = Gen.Char["ab*?/"].Array[1, 7].Select(c => new string(c)).Where(p => Resource.Path(p) is not null && !p.EndsWith('/'));
    private static readonly string[] Paths = [.. Texts("ab/", 7).Where(p => Resource.Path(p) is not null && !p.EndsWith('/'))];

    [Fact]
    public void a_pattern_covers_what_every_way_of_trying_finds() => Patterns.Sample(pattern =>
    {
        foreach (var path in Paths)
        {
            Resource.Path(pattern)!.Covers(Resource.Literal(path)).ShouldBe(NaiveGlobs.Matches(pattern, path), $"{pattern} {path}");
        }
    }, iter: 500);

    [Fact]
    public void two_patterns_overlap_when_one_of_all_short_paths_matches_both() => Gen.Select(Patterns.Where(p => p.Length <= 4), Patterns.Where(p => p.Length <= 4)).Sample((one, other) =>
        Resource.Path(one)!.Overlaps(Resource.Path(other)!).ShouldBe(Paths.Any(p => NaiveGlobs.Matches(one, p) && NaiveGlobs.Matches(other, p)), $"{one} {other}"), iter: 1_000);

    [Fact]
    public void longer_patterns_are_compared_as_every_way_of_trying_does() => Gen.Select(Gen.Char["ab*?/"].Array[0, 14], Gen.Char["ab*?/"].Array[0, 14]).Sample((one, other) =>
    {
        var (a, b) = (new string(one).Split('/'), new string(other).Split('/'));
        Globs.Overlap(a, b).ShouldBe(NaiveGlobs.Overlap(a, b), $"{new string(one)} {new string(other)}");
        Globs.Covers(a, b).ShouldBe(NaiveGlobs.Covers(a, b), $"{new string(one)} {new string(other)}");
    }, iter: 20_000);

    /// <summary>Long enough to be compared many letters at once, at every place.</summary>
    [Fact]
    public void long_names_are_compared_letter_by_letter() => Gen.Select(Gen.Int[0, 70], Gen.Int[1, 70], Gen.Char["abB?*"], Gen.Char["abB?*"]).Sample((before, behind, one, other) =>
    {
        string[] a = [new string('x', before) + one + new string('x', behind)], b = [new string('x', before) + other + new string('x', behind)];
        Globs.Overlap(a, b).ShouldBe(NaiveGlobs.Overlap(a, b), $"{a[0]} {b[0]}");
        Globs.Covers(a, b).ShouldBe(NaiveGlobs.Covers(a, b), $"{a[0]} {b[0]}");
    });

    /// <summary>Whoever tried every way would not come back.</summary>
    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*ab", "a", "")]
    [InlineData("*a*a*a*a*a*a*a*a*ab", "a*", "c")]
    [InlineData("*?a?*?a?*?a?*?a?*?a?*?a?b", "a", "")]
    [InlineData("**/a/**/a/**/b", "a/", "a")]
    [InlineData("**/*a*a*a*a*b/**/*a*a*a*b/**/b", "aaaaaa/", "a")]
    public void hostile_patterns_are_compared_at_once(string pattern, string piece, string end)
    {
        var other = string.Concat(Enumerable.Repeat(piece, 400 / piece.Length)) + end;
        Resource.Path(pattern)!.Overlaps(Resource.Path(other)!).ShouldBeFalse();
        Resource.Path(other)!.Overlaps(Resource.Path(pattern)!).ShouldBeFalse();
        Resource.Path(pattern)!.Covers(Resource.Literal(other)).ShouldBeFalse();
    }

    [Fact]
    public void comparing_takes_at_most_the_product_of_both_lengths() => Gen.Select(Gen.Char["aaa*?b"].Array[0, 200], Gen.Char["aaaaaaaaa?b*"].Array[0, 200]).Sample((one, other) =>
    {
        Counted.Steps = 0;
        Wildcards.Overlap<char, Counted>(one, other).ShouldBe(Wildcards.Overlap<char, Counted>(other, one));
        Wildcards.Covers<char, Counted>(one, other);
        Counted.Steps.ShouldBeLessThanOrEqualTo(3L * one.Length * other.Length);
    }, iter: 2_000);

    [Theory]
    [InlineData("", 64, true)]
    [InlineData("", 65, false)]
    [InlineData("operation:GET /", 63, true)]
    [InlineData("operation:GET /", 64, false)]
    public void what_is_asked_for_has_few_segments_and_what_was_recorded_stays_readable(string prefix, int segments, bool asked)
    {
        var text = prefix + string.Join('/', Enumerable.Repeat("a", segments));
        Resource.Parse(text).ShouldNotBeNull();
        (Resource.Asked(text) is not null).ShouldBe(asked);
    }

    private static IEnumerable<string> Texts(string letters, int longest) =>
        longest == 0 ? [""] : Texts(letters, longest - 1).SelectMany(t => t.Length == longest - 1 ? letters.Select(l => t + l).Prepend(t) : [t]);

    private readonly struct Counted : IAlphabet<char>
    {
        [ThreadStatic]
        public static long Steps;

        public static char Any => '*';

        public static bool Fit(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
        {
            Steps += pattern.Length;
            return Letters.Fit(pattern, text, either: true);
        }
    }
}
