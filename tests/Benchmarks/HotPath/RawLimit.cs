using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Weft.Benchmarks.HotPath;

/// <summary>What this PostgreSQL takes at most: bare inserts into a table like that of events, with its indexes, by one committer, with the
/// batch sizes and bytes that the engine's run had.</summary>
public static class RawLimit
{
    public static async Task<double> EventsPerSecondAsync(string connectionString, TimeSpan time, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 }.ConnectionString);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, "drop table if exists weft.raw_events; create table weft.raw_events (like weft.mt_events including all)");
        var sizes = await BatchSizesAsync(connection);
        var (data, headers) = await TypicalAsync(connection);
        var (written, began, turn) = (0L, Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            written += await InsertAsync(connection, sizes[turn++ % sizes.Length], written, data, headers, cancellation);
        }

        return written / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<int> InsertAsync(NpgsqlConnection connection, int size, long after, string data, string headers, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            """
            insert into weft.raw_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, headers)
            select s, i, k, s, $4::jsonb, 'task_assigned', now(), 'raw', 'none', $5::jsonb from unnest($1, $2, $3) as n(s, i, k)
            """, connection);
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Bigint, Enumerable.Range(1, size).Select(i => after + i).ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Uuid, Enumerable.Range(0, size).Select(_ => Guid.CreateVersion7()).ToArray());
        command.Parameters.AddWithValue(NpgsqlDbType.Array | NpgsqlDbType.Varchar, Enumerable.Range(0, size).Select(i => $"workflow-{i % 32:x32}").ToArray());
        command.Parameters.AddWithValue(data);
        command.Parameters.AddWithValue(headers);
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return size;
    }

    /// <summary>Events of each of the last transactions.</summary>
    private static async Task<int[]> BatchSizesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "select array_agg(n) from (select count(*)::int as n from weft.mt_events where seq_id > (select max(seq_id) - 100000 from weft.mt_events) group by xmin::text order by min(seq_id)) t", connection);
        return (int[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One event whose content is as long as the average.</summary>
    private static async Task<(string Data, string Headers)> TypicalAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            with e as (select data, headers, octet_length(data::text) as size from weft.mt_events where seq_id > (select max(seq_id) - 20000 from weft.mt_events))
            select data::text, headers::text from e order by abs(size - (select avg(size) from e)) limit 1
            """, connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetString(0), row.GetString(1));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
