using Microsoft.Extensions.Logging;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>What a mailbox does beside its commits, never inside them: snapshots of long streams, and checkpoints of its memory.</summary>
internal sealed class MailboxHousekeeping(MailboxTools tools)
{
    private const int CheckpointEvery = 2_000;
    private Task _background = Task.CompletedTask;
    private int _sinceCheckpoint;

    /// <summary>Notes what is to be saved as it is now: the next batch changes the memory while this one is being stored.</summary>
    /// <returns>to be called after the commit with the position that it reached; never called when the commit failed</returns>
    public Action<long> Prepare(Memory memory, Decided decided)
    {
        _sinceCheckpoint += decided.Events.Count;
        var snapshots = decided.Events.Where(e => IsDue(memory, e.Emitted)).Select(e => e.Emitted.Key).Distinct(StringComparer.Ordinal).Select(key => (key, memory.Known(key))).ToList();
        var checkpoint = _sinceCheckpoint >= CheckpointEvery && _background.IsCompleted ? tools.Recovery.Capture(memory) : null;
        if (checkpoint is not null)
        {
            _sinceCheckpoint = 0;
        }

        return position => AfterCommit(memory.Workspace, snapshots, checkpoint is null ? null : cancellation => checkpoint(position, cancellation));
    }

    private void AfterCommit(string workspace, List<(string Key, StreamState State)> snapshots, Func<CancellationToken, Task>? checkpoint)
    {
        if (snapshots.Count > 0 || checkpoint is not null)
        {
            _background = _background.ContinueWith(_ => SaveAsync(workspace, snapshots, checkpoint), TaskScheduler.Default).Unwrap();
        }
    }

    /// <summary>On the way out: the next owner starts from here.</summary>
    public async Task LeaveAsync(Memory memory, bool atRest)
    {
        await _background;
        await SaveAsync(memory.Workspace, [], cancellation => tools.Recovery.Capture(memory, atRest)(memory.Position, cancellation));
    }

    /// <summary>Each so many events, and a long run when it ends.</summary>
    private static bool IsDue(Memory memory, Emitted last) => last.Kind.SnapshotEvery is > 0 and var every
        && (last.Stamp.Version % every == 0 || (last.Stamp.Version > every && memory.Known(last.Key).State is Workflow { IsTerminal: true }));

    private async Task SaveAsync(string workspace, List<(string Key, StreamState State)> snapshots, Func<CancellationToken, Task>? checkpoint)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            foreach (var (key, state) in snapshots)
            {
                await tools.Streams.SaveSnapshotAsync(workspace, key, state, limit.Token);
            }

            await (checkpoint?.Invoke(limit.Token) ?? Task.CompletedTask);
        }
        catch (Exception error)
        {
            tools.Log.LogWarning("Workspace {Workspace}: a snapshot was not saved ({Error}); the next start reads a little more", workspace, error.Message);
        }
    }
}
