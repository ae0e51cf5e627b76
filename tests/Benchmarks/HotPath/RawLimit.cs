using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Weft.Benchmarks.HotPath;

/// <summary>What this PostgreSQL takes at most: a run's own last events inserted again, nothing else, into a table like that of events with its indexes, in the same batches
/// and with the same bytes, each batch a statement and a transaction, by one committer as the run had. The next batch is made ready while one is being stored.</summary>
internal static class RawLimit
{
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
    private const NpgsqlDbType Longs = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
    private const NpgsqlDbType Jsons = NpgsqlDbType.Array | NpgsqlDbType.Jsonb;

    /// <summary>For the run that was measured last, whose read models have nothing left to do.</summary>
    public static Task AddAsync(Dictionary<string, double> figures, string name, string connectionString, CancellationToken cancellation) =>
        Medians.AddAsync(figures, name, (_, time) => EventsPerSecondAsync(connectionString, time, cancellation));

    private static async Task<double> EventsPerSecondAsync(string connectionString, TimeSpan time, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 }.ConnectionString);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, "drop table if exists weft.raw_events; create table weft.raw_events (like weft.mt_events including all)");
        var recorded = await RecordedEvents.ReadAsync(connection, cancellation);
        var (written, ready, began) = (0L, recorded.Next(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            var inserting = InsertAsync(connection, ready, cancellation);
            ready = recorded.Next();
            written += await inserting;
        }

        var rate = written / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await ExecuteAsync(connection, "drop table weft.raw_events");
        return rate;
    }

    private static async Task<int> InsertAsync(NpgsqlConnection connection, RecordedEvents.Batch batch, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into weft.raw_events
                (seq_id, id, stream_id, version, data, headers, type, mt_dotnet_type, tenant_id, timestamp, causation_id, correlation_id, is_archived)
            select r.*, false from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as r
            """, connection);
        var (p, rows) = (command.Parameters, batch.Rows);
        p.AddWithValue(Longs, batch.Positions);
        p.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Uuid, batch.Ids);
        p.AddWithValue(Texts, batch.Streams);
        p.AddWithValue(Longs, batch.Versions);
        p.AddWithValue(Jsons, Column(rows, r => r.Data));
        p.AddWithValue(Jsons, Column(rows, r => r.Headers));
        p.AddWithValue(Texts, Column(rows, r => r.Type));
        p.AddWithValue(Texts, Column(rows, r => r.Clr));
        p.AddWithValue(Texts, Column(rows, r => r.Tenant));
        p.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, Column(rows, r => r.At));
        p.AddWithValue(Texts, Column(rows, r => r.Causation));
        p.AddWithValue(Texts, Column(rows, r => r.Correlation));
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static TValue[] Column<TValue>(RecordedEvents.Row[] rows, Func<RecordedEvents.Row, TValue> value) => Array.ConvertAll(rows, r => value(r));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
