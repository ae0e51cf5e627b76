using System.Diagnostics;
using Npgsql;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>How far the slowest read model is behind the events.</summary>
public sealed class LagMeter(string connectionString) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    /// <summary>While something runs: for each look at the newest event, the seconds until every read model had it. One that stands still is an error.</summary>
    public async Task<Samples> SecondsAsync(Task running, CancellationToken cancellation)
    {
        var samples = new Samples();
        var waiting = new Queue<(long Newest, long At)>();
        while (!running.IsCompleted || waiting.Count > 0)
        {
            var (newest, read) = await PositionsAsync(cancellation);
            var now = Stopwatch.GetTimestamp();
            if (!running.IsCompleted)
            {
                waiting.Enqueue((newest, now));
            }

            while (waiting.TryPeek(out var look) && look.Newest <= read)
            {
                waiting.Dequeue();
                samples.Add(Stopwatch.GetElapsedTime(look.At, now).TotalSeconds);
            }

            if (waiting.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.At) > Longest)
            {
                throw new InvalidOperationException($"a read model has not come to event {oldest.Newest} within {Longest}");
            }

            await Task.Delay(Look, cancellation);
        }

        return samples;
    }

    /// <summary>Seconds until nothing is behind any more.</summary>
    public async Task<double> DrainAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (await PositionsAsync(cancellation) is var (newest, read) && newest > read && Stopwatch.GetElapsedTime(began) < Longest)
        {
            await Task.Delay(50, cancellation);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The newest event, and the one up to which every read model has read.</summary>
    public async Task<(long Newest, long Read)> PositionsAsync(CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand(
            """
            select (select coalesce(max(seq_id), 0) from weft.mt_events),
                   (select coalesce(min(last_seq_id), 0) from weft.mt_event_progression where name like '%:All')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public void Dispose() => _database.Dispose();
}
