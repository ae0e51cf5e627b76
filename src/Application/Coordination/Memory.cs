using Weft.Application.EventStore;
using Weft.Domain.Agents;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Application.Coordination;

/// <summary>A workspace in its owner's memory: states of streams, counters of dots, the board. Touched by the mailbox's loop only.
/// Anything uncertain (a failed or unanswered commit) throws the whole of it away; it is loaded again from events.</summary>
public sealed class Memory(string workspace, IStreamReader reader)
{
    private const int MaxCached = 4_000;
    private readonly Dictionary<string, (StreamState State, long Used)> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _counters = [];
    private long _clock;

    public string Workspace { get; } = workspace;

    public Board Board { get; } = new();

    public long Position { get; set; }

    /// <summary>Called for each event of a run, with the state before its command.</summary>
    public Action<Workflow, object, DateTimeOffset>? Happened { get; set; }

    /// <summary>Null before the workspace's first event.</summary>
    public Workspace? Self => (Workspace?)_streams["workspace"].State.State;

    public Policy Policy => Self?.Policy ?? Policy.Default;

    public int ActorNumber(string actor) => Self?.Actors.GetValueOrDefault(actor) ?? 0;

    public long LastCounter(int actor) => _counters.GetValueOrDefault(actor);

    public bool Knows(Dot dot) => LastCounter(dot.Actor) >= dot.Counter;

    public void Count(Dot dot) => _counters[dot.Actor] = Math.Max(LastCounter(dot.Actor), dot.Counter);

    public IReadOnlyDictionary<int, long> Counters => _counters;

    internal StreamState Known(string key) => _streams.TryGetValue(key, out var known) ? known.State : default;

    internal async ValueTask<StreamState> LoadAsync(StreamKind kind, string key)
    {
        if (_streams.TryGetValue(key, out var cached))
        {
            _streams[key] = (cached.State, ++_clock);
            return cached.State;
        }

        var loaded = await reader.LoadAsync(Workspace, kind, key, CancellationToken.None);
        Keep(key, loaded);
        return loaded;
    }

    /// <summary>Makes an accepted command's effects the present.</summary>
    internal void Apply(Deciding decided)
    {
        foreach (var emitted in decided.Emitted)
        {
            Count(emitted.Stamp.Dot);
        }

        foreach (var (key, state) in decided.Changed)
        {
            var before = _streams.TryGetValue(key, out var known) ? known.State.State : null;
            Keep(key, state);
            Track(before, state.State, decided.Emitted.Where(e => e.Key == key).ToList());
        }
    }

    /// <summary>Puts a loaded state on the board as it is.</summary>
    internal void Adopt(string key, StreamState state)
    {
        Keep(key, state);
        Track(null, state.State, []);
    }

    private void Track(object? before, object? after, List<Emitted> events)
    {
        if (after is Agent agent)
        {
            Board.Put(agent);
        }
        else if (after is Workflow workflow)
        {
            Board.Put((Workflow?)before, workflow, events.Select(e => e.Event));
            events.ForEach(e => Happened?.Invoke((Workflow?)before ?? workflow, e.Event, e.Stamp.At));
        }
    }

    private void Keep(string key, StreamState state)
    {
        _streams[key] = (state, ++_clock);
        if (_streams.Count > MaxCached)
        {
            Evict();
        }
    }

    /// <summary>Forgets the half that was used least recently; runs and agents on the board stay.</summary>
    private void Evict()
    {
        var oldest = _streams.Where(s => s.Key != "workspace" && s.Value.State.State is not (Agent or Workflow { IsTerminal: false }))
            .OrderBy(s => s.Value.Used).Take(MaxCached / 2).Select(s => s.Key).ToList();
        oldest.ForEach(key => _streams.Remove(key));
    }
}
