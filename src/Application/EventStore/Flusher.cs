using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Makes sure that what is stored is on disk: batches of a busy workspace are stored without waiting for that, so that the next one is
/// stored meanwhile. One flush serves everybody who asked before it began.</summary>
public sealed class Flusher(NpgsqlDataSource database)
{
    /// <summary>A transaction that writes something waits for the log up to its own end, and with it for all that was stored before.</summary>
    private const string Flush = "select pg_logical_emit_message(true, 'weft', '')";

    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Done when everything stored before the call is on disk.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            return _running.IsCompleted ? _running = RunAsync() : _next ??= AfterAsync(_running);
        }
    }

    private async Task AfterAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task flush;
        lock (_lock)
        {
            (flush, _next) = (_running = RunAsync(), null);
        }

        await flush.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await using var command = database.CreateCommand(Flush);
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
