using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Weft.Benchmarks.HotPath;

/// <summary>How far the slowest read model is behind the events.</summary>
public sealed class LagMeter(string connectionString) : IDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public async Task<double> EventsAsync(CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand(
            """
            select (select coalesce(max(seq_id), 0) from weft.mt_events)
                 - (select coalesce(min(last_seq_id), 0) from weft.mt_event_progression where name like '%:All')
            """);
        return Convert.ToDouble(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds until nothing is behind any more.</summary>
    public async Task<double> DrainAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (await EventsAsync(cancellation) > 0 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(50, cancellation);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public void Dispose() => _database.Dispose();
}
