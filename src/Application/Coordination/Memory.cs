using Weft.Application.EventStore;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Causality;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Application.Coordination;

/// <summary>A workspace in its owner's memory: states of streams, counters of dots, the board. Touched by the mailbox's loop only.
/// Anything uncertain (a failed or unanswered commit) throws the whole of it away; it is loaded again from events.</summary>
public sealed class Memory(string workspace, IStreamReader reader)
{
    private static readonly Task<IReadOnlyCollection<string>> NoneMissing = Task.FromResult<IReadOnlyCollection<string>>([]);
    private readonly StreamCache _streams = new();
    private readonly Dictionary<int, long> _counters = [];

    public string Workspace { get; } = workspace;

    public Board Board { get; } = new();

    /// <summary>Counts what happens between two windows.</summary>
    public Gauge Gauge { get; } = new();

    public long Position { get; set; }

    /// <summary>Called for each event of a run, with the state before its command.</summary>
    public Action<Workflow, object, DateTimeOffset>? Happened { get; set; }

    public Workspace? Self => (Workspace?)_streams.Peek("workspace").State;

    public Policy Policy => Self?.Policy ?? Policy.Default;

    public BalanceState Balance => (BalanceState?)Known("balancing").State ?? BalanceState.None;

    public Ledger Ledger => Board.Ledger;

    public int ActorNumber(string actor) => Self?.Actors.GetValueOrDefault(actor) ?? 0;

    public long LastCounter(int actor) => _counters.GetValueOrDefault(actor);

    public bool Knows(Dot dot) => LastCounter(dot.Actor) >= dot.Counter;

    public void Count(Dot dot) => _counters[dot.Actor] = Math.Max(LastCounter(dot.Actor), dot.Counter);

    public IReadOnlyDictionary<int, long> Counters => _counters;

    internal void BatchSent() => _streams.Sent();
    internal StreamState Known(string key) => _streams.Peek(key);

    internal ValueTask<StreamState> LoadAsync(StreamKind kind, string key) =>
        _streams.Use(key) is { } known ? ValueTask.FromResult(known) : ReadAsync(kind, key);

    private async ValueTask<StreamState> ReadAsync(StreamKind kind, string key)
    {
        var loaded = await reader.LoadAsync(Workspace, kind, key, CancellationToken.None);
        _streams.Keep(key, loaded);
        return loaded;
    }

    /// <summary>New streams need not be looked for one by one: a round trip for all of them.</summary>
    /// <returns>those that have no event</returns>
    internal Task<IReadOnlyCollection<string>> LookFor(IEnumerable<string> keys)
    {
        var unknown = keys.Where(k => !_streams.Holds(k)).ToHashSet(StringComparer.Ordinal);
        return unknown.Count == 0 ? NoneMissing : reader.MissingAsync(Workspace, unknown, CancellationToken.None);
    }

    internal void AreNew(IEnumerable<string> keys) =>
        keys.Where(k => !_streams.Holds(k)).ToList().ForEach(k => _streams.Keep(k, default));

    /// <summary>Makes an accepted command's effects the present.</summary>
    internal void Apply(Deciding decided)
    {
        foreach (var emitted in decided.Emitted)
        {
            Count(emitted.Stamp.Dot);
        }

        foreach (var (key, state) in decided.Changed)
        {
            var before = _streams.Peek(key).State;
            _streams.Change(key, state);
            Track(before, state.State, decided.Changed.Count == 1 ? decided.Emitted : decided.Emitted.FindAll(e => e.Key == key));
        }
    }

    /// <summary>Puts a loaded state on the board as it is.</summary>
    internal void Adopt(string key, StreamState state)
    {
        _streams.Keep(key, state);
        Track(null, state.State, []);
    }

    private void Track(object? before, object? after, List<Emitted> events)
    {
        if (after is Agent agent)
        {
            Board.Put(agent);
        }
        else if (after is BalanceState or Domain.Workspaces.Workspace)
        {
            Board.Put(new Effects(Balance, Policy.BalancingInForce()));
        }
        else if (after is Ledger ledger)
        {
            Board.Ledger = ledger;
        }
        else if (after is Workflow workflow)
        {
            Board.Put((Workflow?)before, workflow, events.Select(static e => e.Event));
            foreach (var e in events)
            {
                Happened?.Invoke((Workflow?)before ?? workflow, e.Event, e.Stamp.At);
            }
        }
    }
}
