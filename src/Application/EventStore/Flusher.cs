using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Makes sure that what is stored is on disk: batches of a busy workspace are stored without waiting for that, so that the next one is
/// stored meanwhile. One flush serves everybody who asked before it began. All of it in one session of the database: a server that crashed and
/// came back ends every session, and a flush on it says nothing of what was stored before.</summary>
/// <param name="lost">called when nobody knows any more what is on disk</param>
public sealed class Flusher(NpgsqlDataSource database, Action? lost = null) : IAsyncDisposable
{
    /// <summary>A transaction that writes something waits for the log up to its own end, and with it for all that was stored before.</summary>
    private const string Flush = "select pg_logical_emit_message(true, 'weft', '')";

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private NpgsqlConnection? _connection;
    private long _session;
    private long _sessions;
    private Task<long> _running = Task.FromResult(0L);
    private Task<long>? _next;

    /// <summary>To be asked before something is stored or read, and given to <see cref="FlushAsync"/> afterwards. 0: there is none yet, and one is being opened.</summary>
    public long Session
    {
        get
        {
            var opening = SessionAsync();
            return opening.IsCompletedSuccessfully ? opening.Result : 0;
        }
    }

    public async ValueTask<long> SessionAsync()
    {
        if (Interlocked.Read(ref _session) is not 0 and var open)
        {
            return open;
        }

        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_connection is null)
            {
                _connection = await database.OpenConnectionAsync().ConfigureAwait(false);
                Interlocked.Exchange(ref _session, ++_sessions);
            }

            return _sessions;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Done when everything stored before the call is on disk.</summary>
    /// <param name="session">in which the server was when it was stored</param>
    /// <exception cref="NpgsqlException">nobody knows: the session has ended since</exception>
    public async Task FlushAsync(long session)
    {
        Task<long> flush;
        lock (_lock)
        {
            flush = _running.IsCompleted ? _running = RunAsync() : _next ??= AfterAsync(_running);
        }

        if (await flush.ConfigureAwait(false) != session)
        {
            throw new NpgsqlException("The session in which this was stored has ended; whether it is on disk has to be looked up.");
        }
    }

    /// <summary>Gives the session back; the next one who needs it opens another.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _turn.Release();
    }

    private async Task<long> AfterAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task<long> flush;
        lock (_lock)
        {
            (flush, _next) = (_running = RunAsync(), null);
        }

        return await flush.ConfigureAwait(false);
    }

    private async Task<long> RunAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand(Flush, _connection ?? throw new NpgsqlException("The session has ended."));
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            return _sessions;
        }
        catch
        {
            await CloseAsync().ConfigureAwait(false);
            lost?.Invoke();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CloseAsync()
    {
        Interlocked.Exchange(ref _session, 0);
        (var connection, _connection) = (_connection, null);
        await (connection?.DisposeAsync().AsTask() ?? Task.CompletedTask).ConfigureAwait(false);
    }
}
