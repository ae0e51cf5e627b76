using Microsoft.Extensions.Logging;
using Weft.Application.EventStore;

namespace Weft.Application.Coordination;

/// <summary>Which idempotency keys may have a receipt. Those that were there before are read beside the work that begins; until they are, each
/// key may be one of them.</summary>
/// <param name="most">keys that are known at most</param>
internal sealed class KnownKeys(ReceiptReader receipts, int most, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private KeyMemory _memory = new(most);
    private CancellationTokenSource _stop = new();
    private Task<(HashSet<long> Keys, bool All)>? _reading;
    private Task _work = Task.CompletedTask;
    private bool _isRead;
    private bool _knowsAll;

    /// <summary>What was there before is known. Until then each key may be one of those.</summary>
    public bool IsRead
    {
        get
        {
            Settle();
            return _isRead;
        }
    }

    /// <summary>There is no receipt whose key is not held here. Where there is, a command about to be refused may have been accepted before.</summary>
    public bool KnowsAll => IsRead && _knowsAll && !_memory.HasForgotten;

    /// <summary>A wrong "true" costs one look-up. While <see cref="KnowsAll"/> there is no wrong "false": the store does not look either then.</summary>
    public bool Holds(string actor, string key) => _memory.Holds(Hash(actor, key));

    /// <summary>From here on others may write receipts.</summary>
    public void Forget()
    {
        _stop.Cancel();
        (_stop, _reading, _isRead, _knowsAll) = (new CancellationTokenSource(), null, false, false);
        _memory = new KeyMemory(most);
    }

    /// <summary>Nothing is read any more when it returns.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Reads them beside whatever goes on.</summary>
    public void BeginReading(string workspace)
    {
        var stop = _stop.Token;
        _reading = Task.Run(() => ReadAsync(workspace, stop), stop);
        _work = Task.WhenAll(_work, _reading);
        _knowsAll = true;
    }

    public void Remember(IEnumerable<Receipt> stored)
    {
        Settle();
        foreach (var receipt in stored)
        {
            _memory.Add(Hash(receipt.Actor, receipt.Key));
        }
    }

    /// <summary>What was read is older than all that was remembered meanwhile.</summary>
    private void Settle()
    {
        if (_isRead || _reading is not { IsCompletedSuccessfully: true } reading)
        {
            return;
        }

        var (keys, all) = reading.Result;
        (_isRead, _reading) = (true, null);
        _knowsAll &= all;
        _memory.AddOlder(keys);
    }

    private async Task<(HashSet<long> Keys, bool All)> ReadAsync(string workspace, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var (keys, rows) = (new HashSet<long>(), 0);
                await foreach (var (actor, key) in receipts.NewestAsync(workspace, _memory.Earlier + 1, stop))
                {
                    keys.Add(Hash(actor, key));
                    rows++;
                }

                return (keys, rows <= _memory.Earlier);
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                log.LogWarning("Workspace {Workspace}: the keys used before are not read yet ({Error}); until then each is looked up", workspace, error.Message);
                await Task.Delay(RetryAfter, stop);
            }
        }
    }

    private static long Hash(string actor, string key) => ((long)StringComparer.Ordinal.GetHashCode(actor) << 32) | (uint)StringComparer.Ordinal.GetHashCode(key);
}
