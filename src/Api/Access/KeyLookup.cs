using Weft.Application.Access;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Access;

namespace Weft.Api.Access;

/// <summary>The installation's keys by hash, in memory. A commit to their stream makes it read them again before the next request is
/// let in: a revoked key is refused as soon as the revocation is answered. The commits of other servers of a cluster are not heard here: there
/// keys are read again each second, and before one is called unknown.</summary>
public sealed class KeyLookup : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OthersHeard = TimeSpan.FromSeconds(1);

    private readonly IStreamReader _reader;
    private readonly Mailboxes _door;
    private readonly TimeProvider _time;
    private long _read;
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Dictionary<string, ApiKey>? _byHash;
    private int _commits;

    public KeyLookup(IStreamReader reader, Mailboxes door, TimeProvider time)
    {
        (_reader, _door, _time) = (reader, door, time);
        _door.Committed += Note;
    }

    public async ValueTask<ApiKey?> FindAsync(string key, CancellationToken cancellation)
    {
        var hash = KeyText.Hash(key);
        var keys = Known(OthersHeard) ?? await ReadAsync(cancellation);
        if (!keys.ContainsKey(hash) && _door.Ownership.Address is not null)
        {
            keys = Known(TimeSpan.Zero) ?? await ReadAsync(cancellation);
        }

        return keys.GetValueOrDefault(hash) is { Revoked: false } found ? found : null;
    }

    public async ValueTask<IReadOnlyCollection<ApiKey>> AllAsync(CancellationToken cancellation) => (_byHash ?? await ReadAsync(cancellation)).Values;

    public void Dispose()
    {
        _door.Committed -= Note;
        _reading.Dispose();
    }

    /// <summary>What is in memory, unless it has to be read again: by itself it is good for ever, beside other servers only for so long.</summary>
    private Dictionary<string, ApiKey>? Known(TimeSpan others)
    {
        if (_door.Ownership.Address is not null && _time.GetElapsedTime(Volatile.Read(ref _read)) > others)
        {
            _byHash = null;
        }

        return _byHash;
    }

    private void Note(string workspace, long position)
    {
        if (workspace == MartenSetup.SystemWorkspace)
        {
            Interlocked.Increment(ref _commits);
            _byHash = null;
        }
    }

    /// <summary>Keys read while another commit came are used for this request and forgotten.</summary>
    private async Task<Dictionary<string, ApiKey>> ReadAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            if (_byHash is { } already)
            {
                return already;
            }

            var (before, began) = (Volatile.Read(ref _commits), _time.GetTimestamp());
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience);
            var state = await _reader.LoadAsync(MartenSetup.SystemWorkspace, Streams.Access, Streams.Access.Key(""), limit.Token);
            var keys = ((KeyRing?)state.State ?? KeyRing.Empty).Keys.Values.ToDictionary(k => k.Hash, StringComparer.Ordinal);
            Volatile.Write(ref _read, began);
            _byHash = keys;
            if (before != Volatile.Read(ref _commits))
            {
                _byHash = null;
            }

            return keys;
        }
        finally
        {
            _reading.Release();
        }
    }
}
