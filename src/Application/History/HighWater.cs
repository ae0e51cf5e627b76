using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Weft.Application.EventStore;

namespace Weft.Application.History;

/// <summary>The position up to which nothing can appear any more. Sequence numbers are drawn inside transactions, so a lower one may become
/// visible after a higher one; whoever reads on by position must not pass a number that is still under way.</summary>
public sealed class HighWater(NpgsqlDataSource database, Flusher flusher) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private (long Xid, long Position)? _sample;
    private long _safe = -1;

    public async Task<long> ReadAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var session = await flusher.SessionAsync();
            await using var connection = await database.OpenConnectionAsync(cancellation);
            if (_safe < 0)
            {
                _safe = await ScalarAsync(connection, "select coalesce(max(last_seq_id), 0) from weft.mt_event_progression where name = 'HighWaterMark'", cancellation);
            }

            var seen = await LookAsync(connection, cancellation);
            if (seen > _safe)
            {
                // What a crash can take back is not shown to anybody: its numbers would be given again, and whoever read on would miss them.
                await flusher.FlushAsync(session);
            }

            return _safe = seen;
        }
        catch (Exception error) when (StoreErrors.IsUnavailable(error))
        {
            (_safe, _sample) = (-1, null);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The position when it is time to answer: at least the one asked for, unless patience ended first.</summary>
    public async Task<long> WaitAsync(long position, TimeSpan patience, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var reached = await ReadAsync(cancellation);
        while (reached < position && Stopwatch.GetElapsedTime(started) < patience)
        {
            await Task.Delay(Pace, cancellation);
            reached = await ReadAsync(cancellation);
        }

        return reached;
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Without a gap everything visible is safe. With one, everything is that was visible before all transactions now under way began.</summary>
    private async Task<long> LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(max(seq_id), $1), count(*),
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            from weft.mt_events where seq_id > $1
            """, connection);
        command.Parameters.AddWithValue(_safe);
        long highest, oldestXid, nextXid;
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            await row.ReadAsync(cancellation);
            highest = row.GetInt64(0);
            (oldestXid, nextXid) = (row.GetInt64(2), row.GetInt64(3));
            if (row.GetInt64(1) == highest - _safe)
            {
                _sample = null;
                return highest;
            }
        }

        var safe = await BeforeFirstGapAsync(connection, cancellation);
        if (_sample is { } sample && oldestXid >= sample.Xid)
        {
            safe = Math.Max(safe, sample.Position);
            _sample = null;
        }

        _sample ??= (nextXid, highest);
        return safe;
    }

    private async Task<long> BeforeFirstGapAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(max(seq_id), $1) from (select seq_id, row_number() over (order by seq_id) as n from weft.mt_events where seq_id > $1) numbered
            where seq_id = n + $1
            """, connection);
        command.Parameters.AddWithValue(_safe);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }
}
