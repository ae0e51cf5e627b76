using System.Collections.Concurrent;
using Weft.Application.Coordination;

namespace Weft.Application.History;

/// <summary>Wakes whoever follows events as soon as something was committed on this node. Lost wake-ups only cost a moment: everybody
/// looks again after a while, since other nodes commit too.</summary>
public sealed class CommitSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _followers = new(StringComparer.Ordinal);

    public void Follow(Mailboxes door) => door.Committed += (workspace, _) => Pulse(workspace);

    public void Pulse(string workspace)
    {
        if (_followers.TryRemove(workspace, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Take it before looking; what is committed after the look completes it.</summary>
    public Task Next(string workspace) => _followers.GetOrAdd(workspace, _ => New()).Task;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
