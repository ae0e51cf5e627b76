using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>States of streams by key; those of version 0 are known to have no events. When it grows too large, what was used least
/// recently is forgotten; runs and agents that are on the board stay. A run weighs as much as it has tasks: fifty large ones that have
/// ended hold as much memory as thousands of small ones.</summary>
internal sealed class StreamCache
{
    private const int Enough = 12_000;
    private readonly Dictionary<string, (StreamState State, long Used)> _streams = new(StringComparer.Ordinal);
    private HashSet<string> _growing = new(StringComparer.Ordinal);
    private HashSet<string> _sent = new(StringComparer.Ordinal);
    private long _clock;
    private int _weight;
    private int _evictAt = Enough;

    public bool Holds(string key) => _streams.ContainsKey(key);

    /// <summary>Does not count as use; the default for a key that is not here.</summary>
    public StreamState Peek(string key) => _streams.TryGetValue(key, out var known) ? known.State : default;

    public StreamState? Use(string key)
    {
        if (!_streams.TryGetValue(key, out var known))
        {
            return null;
        }

        _streams[key] = (known.State, ++_clock);
        return known.State;
    }

    /// <summary>A state that is not stored yet: until its batch is, the store knows an older one, and it stays whatever else goes.</summary>
    public void Change(string key, StreamState state)
    {
        _growing.Add(key);
        Keep(key, state);
    }

    /// <summary>The batch that grew is on its way; the one before it has arrived.</summary>
    public void Sent() => (_sent, _growing) = (_growing, new(StringComparer.Ordinal));

    public void Keep(string key, StreamState state)
    {
        _weight += WeightOf(state) - (_streams.TryGetValue(key, out var before) ? WeightOf(before.State) : 0);
        _streams[key] = (state, ++_clock);
        if (_weight > _evictAt)
        {
            Evict();

            // With more open runs than fit, not every new one goes through all of them again.
            _evictAt = Math.Max(Enough, _weight + (Enough / 2));
        }
    }

    private static int WeightOf(StreamState state) => state.State is Workflow run ? 1 + run.Items.Count : 1;

    private void Evict()
    {
        var oldest = _streams.Where(s => s.Key is not ("workspace" or "ledger") && !_growing.Contains(s.Key) && !_sent.Contains(s.Key)
                && s.Value.State.State is not (Agent or BalanceState or Workflow { IsTerminal: false }))
            .OrderBy(s => s.Value.Used).ToList();
        var enough = _weight - (Enough / 2);
        foreach (var (key, (state, _)) in oldest)
        {
            if (_weight <= enough)
            {
                break;
            }

            _streams.Remove(key);
            _weight -= WeightOf(state);
        }
    }
}
