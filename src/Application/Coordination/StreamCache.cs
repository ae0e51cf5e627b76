using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>States of streams by key; those of version 0 are known to have no events. When it grows too large, what was used least
/// recently is forgotten; runs and agents that are on the board stay.</summary>
internal sealed class StreamCache
{
    private const int Enough = 4_000;
    private readonly Dictionary<string, (StreamState State, long Used)> _streams = new(StringComparer.Ordinal);
    private long _clock;
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

    public void Keep(string key, StreamState state)
    {
        _streams[key] = (state, ++_clock);
        if (_streams.Count > _evictAt)
        {
            Evict();

            // With more open runs than fit, not every new one goes through all of them again.
            _evictAt = Math.Max(Enough, _streams.Count + (Enough / 2));
        }
    }

    private void Evict()
    {
        var oldest = _streams.Where(s => s.Key is not ("workspace" or "ledger") && s.Value.State.State is not (Agent or BalanceState or Workflow { IsTerminal: false }))
            .OrderBy(s => s.Value.Used).Take(Enough / 2).Select(s => s.Key).ToList();
        oldest.ForEach(key => _streams.Remove(key));
    }
}
