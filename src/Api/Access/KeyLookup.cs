using Weft.Application.Access;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Access;

namespace Weft.Api.Access;

/// <summary>The installation's keys by hash, in memory. A commit to their stream makes it read them again before the next request is
/// let in: a revoked key is refused as soon as the revocation is answered.</summary>
public sealed class KeyLookup : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IStreamReader _reader;
    private readonly Mailboxes _door;
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Dictionary<string, ApiKey>? _byHash;
    private int _commits;

    public KeyLookup(IStreamReader reader, Mailboxes door)
    {
        (_reader, _door) = (reader, door);
        _door.Committed += Note;
    }

    public async ValueTask<ApiKey?> FindAsync(string key, CancellationToken cancellation)
    {
        var keys = _byHash ?? await ReadAsync(cancellation);
        return keys.GetValueOrDefault(KeyText.Hash(key)) is { Revoked: false } found ? found : null;
    }

    public async ValueTask<IReadOnlyCollection<ApiKey>> AllAsync(CancellationToken cancellation) => (_byHash ?? await ReadAsync(cancellation)).Values;

    public void Dispose()
    {
        _door.Committed -= Note;
        _reading.Dispose();
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

            var before = Volatile.Read(ref _commits);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience);
            var state = await _reader.LoadAsync(MartenSetup.SystemWorkspace, Streams.Access, Streams.Access.Key(""), limit.Token);
            var keys = ((KeyRing?)state.State ?? KeyRing.Empty).Keys.Values.ToDictionary(k => k.Hash, StringComparer.Ordinal);
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
