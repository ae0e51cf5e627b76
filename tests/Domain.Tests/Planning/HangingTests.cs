using CsCheck;
using Shouldly;
using Weft.Domain.Planning;
using Xunit;

namespace Weft.Domain.Tests.Planning;

[Trait("Capability", "Z7")]
public sealed class HangingTests
{
    [Fact]
    public void the_nearest_that_is_in_the_way_is_named_and_of_several_the_first()
    {
        var hanging = On(["f", "b", "e"], ("b", ["a"]), ("c", ["b"]), ("d", ["c", "e"]), ("g", ["f", "b"]), ("h", ["a"]));
        hanging.OrderBy(h => h.Key).Select(h => (h.Key, h.Value)).ShouldBe([("c", "b"), ("d", "e"), ("g", "b")]);
    }

    [Fact]
    public void what_is_in_the_way_itself_hangs_on_nothing() => On(["a", "b"], ("b", ["a"])).ShouldBeEmpty();

    /// <summary>Against the plain definition: a node hangs when one of its needs is a root or hangs.</summary>
    [Fact]
    public void all_that_hang_are_found_and_no_others() =>
        Gen.Select(Gen.Int[0, 19].Array[0, 4], Gen.Select(Gen.Int[1, 19], Gen.Int[0, 18]).Array[0, 40]).Sample((roots, edges) =>
        {
            var needs = edges.Where(e => e.Item2 < e.Item1).ToLookup(e => e.Item1, e => e.Item2);
            var hangs = new bool[20];
            for (var n = 0; n < 20; n++)
            {
                hangs[n] = needs[n].Any(b => roots.Contains(b) || hangs[b]);
            }

            var found = Hanging.On(roots.Select(Name), Enumerable.Range(0, 20).Select(n => (Name(n), needs[n].Select(Name))));
            found.Keys.Order().ShouldBe(Enumerable.Range(0, 20).Where(n => hangs[n] && !roots.Contains(n)).Select(Name).Order());
            found.Values.ShouldBeSubsetOf(roots.Select(Name));
        });

    private static string Name(int n) => $"t{n}";

    private static IReadOnlyDictionary<string, string> On(string[] roots, params (string Name, string[] Needs)[] nodes) =>
        Hanging.On(roots, nodes.Select(n => (n.Name, n.Needs.AsEnumerable())));
}
