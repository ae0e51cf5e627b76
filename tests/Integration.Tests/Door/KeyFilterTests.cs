using Shouldly;
using Weft.Application.Coordination;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>What a filter holds it never denies: a denied key would be taken for a new one.</summary>
[Trait("Capability", "Z1")]
public sealed class KeyFilterTests
{
    private const int Capacity = 20_000;

    [Theory]
    [InlineData(1L)] // one after another
    [InlineData(1L << 32)] // only their upper halves differ
    [InlineData(-0x61C8864680B583EBL)] // all over the place
    public void it_holds_all_that_it_was_given_and_hardly_anything_else(long step)
    {
        var filter = new KeyFilter(Capacity);
        for (var i = 0; i < Capacity; i++)
        {
            filter.IsFull.ShouldBeFalse();
            filter.Add(unchecked(i * step));
        }

        filter.IsFull.ShouldBeTrue();
        Enumerable.Range(0, Capacity).ShouldAllBe(i => filter.MayHold(unchecked(i * step)));
        Enumerable.Range(Capacity, Capacity).Count(i => filter.MayHold(unchecked(i * step))).ShouldBeLessThan(Capacity / 200);
    }

    [Fact]
    public void the_smallest_one_works() => new KeyFilter(1).MayHold(17).ShouldBeFalse();
}
