using Microsoft.Extensions.Logging;
using Weft.Domain.Balancing;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>What a mailbox does beside its commits, never inside them: snapshots of long workflow streams, checkpoints of its memory, and
/// remembering which idempotency keys may have a receipt.</summary>
internal sealed class MailboxHousekeeping(MailboxTools tools)
{
    private const int SnapshotEvery = 500;
    private const int CheckpointEvery = 2_000;
    private const int MaxKeys = 500_000;
    private readonly HashSet<long> _keys = [];
    private readonly Queue<long> _age = new();
    private readonly Dictionary<string, long> _snapshots = new(StringComparer.Ordinal);
    private Task _background = Task.CompletedTask;
    private int _sinceCheckpoint;

    /// <summary>False: certainly new, so that no look-up is needed. A wrong "true" costs one look-up, a wrong "false" one repeated batch.</summary>
    public bool MayBeKnown(Sender sender) => _keys.Contains(Hash(sender.Actor.Name, sender.Key!));

    public async Task StartAsync(string workspace)
    {
        foreach (var (actor, key) in await tools.Receipts.RecentAsync(workspace, MaxKeys / 2, CancellationToken.None))
        {
            Remember(actor, key);
        }
    }

    /// <summary>Notes what is to be saved as it is now: the next batch changes the memory while this one is being stored.</summary>
    /// <returns>to be called after the commit with the position that it reached; never called when the commit failed</returns>
    public Action<long> Prepare(Memory memory, Decided decided)
    {
        _sinceCheckpoint += decided.Events.Count;
        var snapshots = decided.Events.Select(e => e.Emitted.Key).Distinct(StringComparer.Ordinal).Select(key => Due(memory, key)).OfType<(string, StreamState)>().ToList();
        var checkpoint = _sinceCheckpoint >= CheckpointEvery && _background.IsCompleted ? tools.Recovery.Capture(memory) : null;
        if (checkpoint is not null)
        {
            _sinceCheckpoint = 0;
        }

        return position => AfterCommit(memory.Workspace, decided, snapshots, checkpoint is null ? null : cancellation => checkpoint(position, cancellation));
    }

    private void AfterCommit(string workspace, Decided decided, List<(string Key, StreamState State)> snapshots, Func<CancellationToken, Task>? checkpoint)
    {
        foreach (var receipt in decided.Receipts)
        {
            Remember(receipt.Actor, receipt.Key);
        }

        snapshots.ForEach(s => _snapshots[s.Key] = s.State.Version);
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

    private (string, StreamState)? Due(Memory memory, string key)
    {
        if (memory.Known(key) is not { State: Workflow or BalanceState or Ledger } state)
        {
            return null;
        }

        if (state.Version - _snapshots.GetValueOrDefault(key) < SnapshotEvery && !(state is { State: Workflow { IsTerminal: true }, Version: >= SnapshotEvery }))
        {
            return null;
        }

        return (key, state);
    }

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

    private void Remember(string actor, string key)
    {
        var hash = Hash(actor, key);
        if (!_keys.Add(hash))
        {
            return;
        }

        _age.Enqueue(hash);
        if (_age.Count > MaxKeys)
        {
            _keys.Remove(_age.Dequeue());
        }
    }

    private static long Hash(string actor, string key) => ((long)StringComparer.Ordinal.GetHashCode(actor) << 32) | (uint)StringComparer.Ordinal.GetHashCode(key);
}
