using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>Signs of life, and which leases are live: written by the mailbox, touched by heartbeats from any thread. Nothing here is an
/// event; after a restart everybody gets one full lease of grace.</summary>
public sealed class Presence(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _heard = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Workflow, string Task), Held> _held = new();

    private sealed record Held(string Agent, long Token, DateTimeOffset RenewedAt)
    {
        public StrongBox<ImmutableList<Notice>> Notices { get; } = new([]);

        public StrongBox<ProgressSaid?> Said { get; } = new();
    }

    private readonly ConcurrentDictionary<string, AgentStatus> _agents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, double> _processors = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, (int Times, double Cpu, double Memory)> _vitals = new(StringComparer.Ordinal);

    public void Hear(string agent) => _heard[agent] = time.GetUtcNow();

    /// <summary>How busy an agent's machine is, each from 0 to 1.</summary>
    public void Hear(string agent, double cpu, double memory)
    {
        _processors[agent] = Math.Round(cpu, 4);
        _vitals.AddOrUpdate(agent, _ => (1, cpu, memory), (_, known) => (known.Times + 1, known.Cpu + cpu, known.Memory + memory));
    }

    /// <summary>The share of its processor that it told last; null: nothing, since it joined or this server started.</summary>
    public double? ProcessorOf(string agent) => _processors.TryGetValue(agent, out var used) ? used : null;

    /// <summary>The means since this was last asked for.</summary>
    public IReadOnlyDictionary<string, Vitals> TakeVitals() =>
        Interlocked.Exchange(ref _vitals, new(StringComparer.Ordinal))
            .ToDictionary(v => v.Key, v => new Vitals(Math.Round(v.Value.Cpu / v.Value.Times, 4), Math.Round(v.Value.Memory / v.Value.Times, 4)), StringComparer.Ordinal);

    /// <summary>As of the newest commit; null for an agent that the mailbox has not told of.</summary>
    public AgentStatus? StatusOf(string agent) => _agents.TryGetValue(agent, out var status) ? status : null;

    public void Track(Agent agent)
    {
        _agents[agent.Id] = agent.Status;
        if (agent.Status == AgentStatus.Left)
        {
            _processors.TryRemove(agent.Id, out _);
        }
    }

    /// <summary>Before the leases are told again from events.</summary>
    public void ForgetLeases() => _held.Clear();

    public DateTimeOffset LastHeard(string agent) => _heard.GetOrAdd(agent, _ => time.GetUtcNow());

    public DateTimeOffset? LastRenewal(string workflow, string task, long token) =>
        _held.TryGetValue((workflow, task), out var held) && held.Token == token ? held.RenewedAt : null;

    /// <summary>The mailbox tells who holds a task now.</summary>
    public void Track(string workflow, WorkItem item)
    {
        var key = (workflow, item.Name);
        if (item.Lease is not { } lease)
        {
            _held.TryRemove(key, out _);
        }
        else if (!_held.TryGetValue(key, out var held) || held.Token != lease.Token)
        {
            _held[key] = new Held(lease.Agent, lease.Token, time.GetUtcNow());
        }
    }

    /// <summary>How far it is, as its holder says.</summary>
    /// <returns>False: it is not its task.</returns>
    public bool Hear(string agent, string workflow, string task, long token, double percent)
    {
        if (!_held.TryGetValue((workflow, task), out var held) || held.Token != token || held.Agent != agent)
        {
            return false;
        }

        held.Said.Value = new ProgressSaid(percent, time.GetUtcNow());
        return true;
    }

    public ProgressSaid? SaidOf(string workflow, string task, long token) =>
        _held.TryGetValue((workflow, task), out var held) && held.Token == token ? held.Said.Value : null;

    public void Tell(string workflow, string task, string kind, string message)
    {
        if (_held.TryGetValue((workflow, task), out var held))
        {
            ImmutableInterlocked.Update(ref held.Notices.Value!, static (all, one) => all.Add(one), new Notice(workflow, task, kind, message));
        }
    }

    /// <summary>Renews what is still held; false for a lease that is gone.</summary>
    public bool Renew(string agent, LeaseRef lease, List<Notice> notices)
    {
        var key = (lease.Workflow, lease.Task);
        if (!_held.TryGetValue(key, out var held) || held.Token != lease.Token || held.Agent != agent)
        {
            return false;
        }

        notices.AddRange(Interlocked.Exchange(ref held.Notices.Value!, []));
        return _held.TryUpdate(key, held with { RenewedAt = time.GetUtcNow() }, held);
    }
}
