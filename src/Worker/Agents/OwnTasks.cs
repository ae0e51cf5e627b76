using System.Collections.Concurrent;
using Weft.Contracts;

namespace Weft.Worker.Agents;

/// <summary>All leases that this agent holds now.</summary>
internal sealed class OwnTasks
{
    private readonly ConcurrentDictionary<(string Workflow, string Task, long Token), OwnTask> _held = new();

    public IReadOnlyCollection<OwnTask> All => [.. _held.Values];

    /// <summary>False when it is held already: a claim that was answered twice.</summary>
    public bool TryAdd(OwnTask held) => _held.TryAdd(Key(held.Lease), held);

    public void Remove(OwnTask held) => _held.TryRemove(Key(held.Lease), out _);

    public OwnTask? Find(LeaseRef lease) => _held.GetValueOrDefault(Key(lease));

    private static (string, string, long) Key(LeaseRef lease) => (lease.Workflow, lease.Task, lease.Token);
}
