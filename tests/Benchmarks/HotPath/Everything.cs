using System.Diagnostics;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>The whole server in this process: read models, sagas and metadata; through the door.</summary>
internal static class Everything
{
    private const int Agents = 32;
    private const int Width = 8;
    private static readonly TimeSpan Peak = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var connection = await database.CreateAsync("everything");
        await using var server = await BenchServer.StartAsync(connection, cancellation);
        await Medians.AddAsync(figures, "lives_per_s", (warm, time) => new ClosedLoop(server.Door, Lives.Fork(1), Agents).MeasureAsync(warm, time, cancellation), r => r.LivesPerSecond);
        await Medians.AddAsync(figures, "pipeline_per_s", (warm, time) => new ClosedLoop(server.Door, Lives.Chain(Width), Agents).MeasureAsync(warm, time, cancellation), r => r.RunsPerSecond);
        await PeakAsync(database, server, connection, figures, cancellation);
        await Sustained.MeasureAsync(server, connection, figures["fork_join_per_s"], figures, cancellation);
        figures["memory_mb"] = Environment.WorkingSet / 1048576.0;
    }

    /// <summary>As fast as it goes for a minute, and how long the read models then need.</summary>
    private static async Task PeakAsync(BenchDatabase database, BenchServer server, string connection, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        using var lag = new LagMeter(connection);
        await lag.DrainAsync(cancellation);
        var (first, _) = await lag.PositionsAsync(cancellation);
        using var costs = await Costs.BeginAsync(database, "everything");
        var loop = new ClosedLoop(server.Door, Lives.ForkJoin(Width), Agents);
        var began = Stopwatch.GetTimestamp();
        figures["fork_join_per_s"] = (await loop.MeasureAsync(TimeSpan.FromSeconds(5), Peak, cancellation)).RunsPerSecond;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

        // Looked at before anything else: counting events gives the read models time.
        var (last, read) = await lag.PositionsAsync(cancellation);
        figures["peak_lag_events_at_the_end"] = last - read;
        figures["peak_drain_s"] = await lag.DrainAsync(cancellation);
        await costs.AddAsync(figures, "fork_join", loop.AllLives, loop.Runs);
        figures["events_per_s"] = await database.NumberAsync($"select count(*) from weft.mt_events where seq_id > {first} and seq_id <= {last}", "everything") / seconds;
        await RawLimit.AddAsync(figures, "raw_limit_events_per_s", connection, cancellation);
    }
}
