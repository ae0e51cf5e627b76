using Shouldly;
using Weft.Application.Coordination;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>Random bytes are fetched for many events at once; the ids are as the runtime's own.</summary>
[Trait("Capability", "Z1")]
public sealed class EventIdsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    [Fact]
    public void they_are_of_version_7_and_hold_their_time()
    {
        var (mine, theirs) = (EventIds.New(At), Guid.CreateVersion7(At));
        (mine.Version, mine.Variant & 0xC).ShouldBe((theirs.Version, theirs.Variant & 0xC));
        mine.ToString("N")[..12].ShouldBe(theirs.ToString("N")[..12]);
    }

    [Fact]
    public async Task no_two_are_alike_however_many_and_on_whatever_thread()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 5_000).Select(_ => EventIds.New(At)).ToList())));
        made.SelectMany(ids => ids).Distinct().Count().ShouldBe(40_000);
    }
}
