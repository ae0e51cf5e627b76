namespace Weft.Application.Coordination;

/// <summary>Hashes of keys: the newest one by one, in two halves; those before in a filter when there is no room for them, which is begun anew when it is full.</summary>
/// <param name="most">that are known at most</param>
internal sealed class KeyMemory(int most)
{
    private HashSet<long> _newer = [];
    private HashSet<long> _older = [];
    private KeyFilter? _oldest;

    /// <summary>Hashes that a half holds: so many are put away at once, and nothing is decided meanwhile.</summary>
    private readonly int _half = Math.Max(1, most / 128);

    /// <summary>How many of those that were there before are worth reading.</summary>
    public int Earlier { get; } = Math.Max(1, most / 16);

    /// <summary>One was forgotten.</summary>
    public bool HasForgotten { get; private set; }

    public bool Holds(long hash) => _newer.Contains(hash) || _older.Contains(hash) || _oldest?.MayHold(hash) == true;

    public void Add(long hash)
    {
        _newer.Add(hash);
        if (_newer.Count >= _half)
        {
            PutAway(_older);
            (_older, _newer) = (_newer, []);
        }
    }

    /// <summary>Takes what is older than all that was added.</summary>
    public void AddOlder(HashSet<long> hashes)
    {
        if (_older.Count == 0 && hashes.Count <= _half)
        {
            _older = hashes;
        }
        else
        {
            PutAway(hashes);
        }
    }

    private void PutAway(HashSet<long> hashes)
    {
        foreach (var hash in hashes)
        {
            if (_oldest is null or { IsFull: true })
            {
                HasForgotten |= _oldest is not null;
                _oldest = new KeyFilter(most);
            }

            _oldest.Add(hash);
        }
    }
}
