using Shouldly;
using Weft.Worker.Git;

namespace Weft.Worker.Tests.Git;

[Trait("Capability", "D1")]
public sealed class ChangedPathsTests
{
    [Fact]
    public void as_many_as_can_be_told_are_told() => ChangedPaths.Of([.. Paths(2_000)]).ShouldSatisfyAllConditions(c => c.Told!.Count.ShouldBe(2_000), c => c.Untold.ShouldBeNull());

    [Fact]
    public void of_more_it_is_told_how_many() => ChangedPaths.Of([.. Paths(2_001)]).ShouldBe(new ChangedPaths(null, "2001 paths, of which at most 2000 can be"));

    [Theory]
    [InlineData(@"a\..\b")]
    [InlineData(@"\a")]
    public void of_a_strange_one_its_name_is_told(string path) => ChangedPaths.Of(["src/a", path]).Untold.ShouldBe($"'{path}' is too long or holds what no path does here");

    [Fact]
    public void of_a_long_one_its_beginning_is_told() => ChangedPaths.Of([new string('x', 1_001)]).Untold!.Length.ShouldBeLessThan(300);

    private static IEnumerable<string> Paths(int count) => Enumerable.Range(0, count).Select(i => $"src/{i}");
}
