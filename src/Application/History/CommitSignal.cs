using System.Collections.Concurrent;
using System.Diagnostics;
using JasperFx.Events.Daemon.HighWater;
using Weft.Application.Coordination;

namespace Weft.Application.History;

/// <summary>Wakes the read models, and whoever follows events, as soon as something was committed on this node. A lost wake-up only costs a
/// moment: everybody looks again after a while, since other nodes commit too.</summary>
public sealed class CommitSignal : IDaemonWakeup
{
    /// <summary>The read models look at most so often; idle, they leave the database alone.</summary>
    private const double ShortestPauseMs = 15;

    /// <summary>Under load they look less often: a row that many events touch is then written once for all of them.</summary>
    private const double LongestPauseMs = 250;
    private const double PauseMsPerEventPerSecond = 0.03;

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _followers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _daemon = new(0);
    private long _position;
    private (long Position, long At) _looked = (0, Stopwatch.GetTimestamp());

    public void Follow(Mailboxes door) => door.Committed += (workspace, position) =>
    {
        Interlocked.Exchange(ref _position, position);
        Pulse(workspace);
    };

    public void Pulse(string workspace)
    {
        if (_daemon.CurrentCount == 0)
        {
            _daemon.Release();
        }

        if (_followers.TryRemove(workspace, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Take it before looking; what is committed after the look completes it.</summary>
    public Task Next(string workspace) => _followers.GetOrAdd(workspace, _ => New()).Task;

    /// <summary>For the projections' daemon, which looks for new events when this returns. A commit while nobody waits ends the next wait.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken token)
    {
        if (await _daemon.WaitAsync(timeout, token))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(PauseMs()), token);
        }
    }

    /// <summary>By the rate of events since the last look; positions of all workspaces are numbered through.</summary>
    private double PauseMs()
    {
        var (position, at) = (Interlocked.Read(ref _position), Stopwatch.GetTimestamp());
        var rate = Math.Max(0, position - _looked.Position) / Math.Max(0.001, Stopwatch.GetElapsedTime(_looked.At, at).TotalSeconds);
        _looked = (position, at);
        return Math.Clamp(rate * PauseMsPerEventPerSecond, ShortestPauseMs, LongestPauseMs);
    }

    public void Dispose() => _daemon.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
