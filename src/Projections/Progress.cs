using Marten;
using Npgsql;

namespace Weft.Projections;

/// <summary>How far the read models have come, and waiting until they have come somewhere.</summary>
public sealed class Progress(IDocumentStore store, NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private Task<IReadOnlyDictionary<string, long>>? _next;

    /// <summary>The position reached when it is time to answer: at least the one asked for, unless patience ended first.</summary>
    public async Task<long> WaitAsync(IReadOnlyCollection<string> readModels, long position, TimeSpan patience, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + patience;
        var reached = Of(await ReadAsync(cancellation).ConfigureAwait(false), readModels);
        while (reached < position && time.GetUtcNow() < until)
        {
            reached = Of(await NextAsync().WaitAsync(cancellation).ConfigureAwait(false), readModels);
        }

        return reached;
    }

    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return await ReadAsync(store, connection, cancellation).ConfigureAwait(false);
    }

    /// <summary>The least of what these have reached; 0 for one that has not begun.</summary>
    public static long Of(IReadOnlyDictionary<string, long> progress, IReadOnlyCollection<string> readModels) =>
        readModels.Count == 0 ? 0 : readModels.Min(m => progress.GetValueOrDefault(m));

    internal static async Task<IReadOnlyDictionary<string, long>> ReadAsync(IDocumentStore store, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var progress = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand($"select name, last_seq_id from {store.Options.DatabaseSchemaName}.mt_event_progression", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            // board:All; a read model of one shard has one row.
            progress[rows.GetString(0).Split(':')[0]] = rows.GetInt64(1);
        }

        return progress;
    }

    /// <summary>However many wait, one of them looks.</summary>
    private Task<IReadOnlyDictionary<string, long>> NextAsync()
    {
        lock (_gate)
        {
            return _next ??= LookAsync();
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> LookAsync()
    {
        try
        {
            await Task.Delay(Pace).ConfigureAwait(false);
            return await ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _next = null;
            }
        }
    }
}
