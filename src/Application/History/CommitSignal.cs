using System.Collections.Concurrent;
using JasperFx.Events.Daemon.HighWater;
using Weft.Application.Coordination;

namespace Weft.Application.History;

/// <summary>Wakes the read models, and whoever follows events, as soon as something was committed on this node. A lost wake-up only costs a
/// moment: everybody looks again after a while, since other nodes commit too.</summary>
public sealed class CommitSignal : IDaemonWakeup
{
    /// <summary>Busy, the read models look at most so often; idle, they leave the database alone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _followers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _daemon = new(0);

    public void Follow(Mailboxes door) => door.Committed += (workspace, _) => Pulse(workspace);

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
            await Task.Delay(Pause, token);
        }
    }

    public void Dispose() => _daemon.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
