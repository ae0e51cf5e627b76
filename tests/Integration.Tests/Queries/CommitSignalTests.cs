using Shouldly;
using Weft.Application.History;
using Xunit;

namespace Weft.Integration.Tests.Queries;

/// <summary>Under load the read models look less often, but not while somebody waits for them.</summary>
[Trait("Capability", "B3")]
public sealed class CommitSignalTests
{
    private const double AnHour = 3_600_000;

    [Fact]
    public async Task who_waits_for_the_read_models_ends_their_pause()
    {
        using var signal = new CommitSignal(AnHour);
        var waiting = new TaskCompletionSource<long>();
        signal.Committed("w", long.MaxValue);
        var pause = signal.WaitAsync(TimeSpan.FromMilliseconds(AnHour), Server.Cancellation);

        var reached = signal.HurryAsync(waiting.Task);
        await pause;
        waiting.SetResult(7);

        (await reached).ShouldBe(7);
    }

    [Fact]
    public async Task and_the_next_pause_while_they_wait_is_a_short_one_too()
    {
        using var signal = new CommitSignal(AnHour);
        var waiting = new TaskCompletionSource<long>();
        var reached = signal.HurryAsync(waiting.Task);

        signal.Committed("w", long.MaxValue);
        await signal.WaitAsync(TimeSpan.FromMilliseconds(AnHour), Server.Cancellation);

        waiting.SetResult(7);
        (await reached).ShouldBe(7);
    }
}
