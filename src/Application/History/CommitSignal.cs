using System.Collections.Concurrent;
using System.Diagnostics;
using JasperFx.Events.Daemon.HighWater;
using Weft.Application.Coordination;

namespace Weft.Application.History;

/// <summary>Wakes the read models, and whoever follows events, as soon as something was committed on this node. A lost wake-up only costs a
/// moment: everybody looks again after a while, since other nodes commit too.</summary>
/// <param name="longestPauseMs">between two looks of the read models under load: a row that many events touch is then written once for all of them</param>
public sealed class CommitSignal(double longestPauseMs = 300) : IDaemonWakeup
{
    /// <summary>The read models look at most so often; idle, they leave the database alone.</summary>
    private const double ShortestPauseMs = 15;
    private const double PauseMsPerEventPerSecond = 0.1;

    /// <summary>While somebody waits for them.</summary>
    private const double LongestPauseInAHurryMs = 50;

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _followers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _daemon = new(0);
    private long _position;
    private (long Position, long At) _looked = (0, Stopwatch.GetTimestamp());
    private readonly Lock _gate = new();
    private TaskCompletionSource _hurry = New();
    private int _hurried;

    public void Follow(Mailboxes door) => door.Committed += Committed;

    internal void Committed(string workspace, long position)
    {
        Interlocked.Exchange(ref _position, position);
        Pulse(workspace);
    }

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
            var pause = PauseMs();
            await PauseAsync(Math.Min(pause, LongestPauseInAHurryMs), token);
            if (pause > LongestPauseInAHurryMs)
            {
                await Task.WhenAny(Hurried(), PauseAsync(pause - LongestPauseInAHurryMs, token));
            }

            token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Somebody waits for the read models: until the task ends they look more often than the load would have it.</summary>
    public async Task<T> HurryAsync<T>(Task<T> waiting)
    {
        Hurry(1);
        try
        {
            return await waiting;
        }
        finally
        {
            Hurry(-1);
        }
    }

    private void Hurry(int more)
    {
        lock (_gate)
        {
            _hurried += more;
            if (_hurried == 0)
            {
                _hurry = New();
            }
            else
            {
                _hurry.TrySetResult();
            }
        }
    }

    private Task Hurried()
    {
        lock (_gate)
        {
            return _hurry.Task;
        }
    }

    private static Task PauseAsync(double milliseconds, CancellationToken token) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), token);

    /// <summary>By the rate of events since the last look; positions of all workspaces are numbered through.</summary>
    private double PauseMs()
    {
        var (position, at) = (Interlocked.Read(ref _position), Stopwatch.GetTimestamp());
        var rate = Math.Max(0, position - _looked.Position) / Math.Max(0.001, Stopwatch.GetElapsedTime(_looked.At, at).TotalSeconds);
        _looked = (position, at);
        return Math.Clamp(rate * PauseMsPerEventPerSecond, ShortestPauseMs, longestPauseMs);
    }

    public void Dispose() => _daemon.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
