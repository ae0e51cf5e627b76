namespace Weft.Application.Coordination;

/// <summary>Wakes a loop at a moment of its clock.</summary>
internal sealed class Alarm(TimeProvider time, Action wake) : IAsyncDisposable
{
    private readonly ITimer _timer = time.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Set(DateTimeOffset at)
    {
        var wait = at - time.GetUtcNow();
        _timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        if (time.GetUtcNow() >= at)
        {
            // A clock that was set forward meanwhile has passed what the alarm was set to.
            wake();
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
