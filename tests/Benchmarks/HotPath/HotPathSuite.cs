using System.Diagnostics;
using Marten;
using Npgsql;
using Weft.Api.Hosting;
using Weft.Application.EventStore;
using Weft.Benchmarks.Rigs;
using Weft.Projections;
using Weft.Projections.Workflows;

namespace Weft.Benchmarks.HotPath;

/// <summary>Tasks per second through the door, beside what the same PostgreSQL takes at most and what peers reach on it in the same run.</summary>
public static class HotPathSuite
{
    private const int Agents = 32;
    private const int Runs = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(8);

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        var figures = new Dictionary<string, double>();
        var targets = new Dictionary<string, Target>();
        await using var database = await BenchDatabase.StartAsync(cancellation);
        await EngineAsync(database, figures, cancellation);
        await EverythingAsync(database, figures, cancellation);
        await RebuildAsync(database, figures, cancellation);
        await Slope.MeasureAsync(database, figures, cancellation);
        await Peers.MeasureAsync(database, figures, cancellation);
        targets["raw_limit_share_engine_alone"] = new(0.4, null);
        targets["raw_limit_share_with_everything"] = new(0.25, null);
        if (figures.TryGetValue("peer_pgboss_lives_per_s", out var lives))
        {
            figures["single_life_to_pgboss"] = figures["lives_per_s"] / lives;
            figures["fork_join_to_pgboss"] = figures["fork_join_per_s"] / figures["peer_pgboss_fork_join_per_s"];
            figures["http_batched_fork_join_to_pgboss"] = figures["http_batched_fork_join_per_s"] / figures["peer_pgboss_fork_join_per_s"];
            targets["single_life_to_pgboss"] = new(4, null);
            targets["fork_join_to_pgboss"] = new(3, null);
            targets["http_batched_fork_join_to_pgboss"] = new(2, null);
        }

        targets["slope_latency_highest"] = new(null, 1.1);
        targets["slope_blocks_highest"] = new(null, 1.05);
        targets["rebuild_board_events_per_s"] = new(20_000, null);
        return new SuiteResult("hot-path", figures, targets);
    }

    /// <summary>The door alone: no read models running.</summary>
    private static async Task EngineAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var connection = await database.CreateAsync("engine");
        await using var engine = await BenchEngine.StartAsync(connection);
        await MedianAsync(figures, "engine_alone_lives_per_s", (warm, time) => new ClosedLoop(engine.Door, Lives.Fork(1), Agents).MeasureAsync(warm, time, cancellation), r => r.LivesPerSecond);
        var before = await CountedAsync(database);
        var began = Stopwatch.GetTimestamp();
        await MedianAsync(figures, "engine_alone_fork_join_per_s", (warm, time) => new ClosedLoop(engine.Door, Lives.ForkJoin(8), Agents).MeasureAsync(warm, time, cancellation), r => r.RunsPerSecond);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await CountedAsync(database);
        figures["engine_alone_events_per_s"] = (after.Events - before.Events) / seconds;
        figures["events_per_transaction"] = (after.Events - before.Events) / (double)(after.Transactions - before.Transactions);
        figures["raw_limit_events_per_s"] = await RawLimit.EventsPerSecondAsync(connection, Time, cancellation);
        figures["raw_limit_share_engine_alone"] = figures["engine_alone_events_per_s"] / figures["raw_limit_events_per_s"];
    }

    /// <summary>In the same process through the door, with the whole server around it: read models, sagas, HTTP idle.</summary>
    private static async Task EverythingAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var connection = await database.CreateAsync("everything");
        await using var server = await BenchServer.StartAsync(connection, cancellation);
        await MedianAsync(figures, "lives_per_s", (warm, time) => new ClosedLoop(server.Door, Lives.Fork(1), Agents).MeasureAsync(warm, time, cancellation), r => r.LivesPerSecond);
        using var lag = new LagMeter(connection);
        var before = await database.NumberAsync("select count(*) from weft.mt_events", "everything");
        var began = Stopwatch.GetTimestamp();
        await MedianAsync(figures, "fork_join_per_s", (warm, time) => new ClosedLoop(server.Door, Lives.ForkJoin(8), Agents).MeasureAsync(warm, time, cancellation), r => r.RunsPerSecond);
        figures["events_per_s"] = (await database.NumberAsync("select count(*) from weft.mt_events", "everything") - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        figures["raw_limit_share_with_everything"] = figures["events_per_s"] / figures["raw_limit_events_per_s"];
        figures["projection_lag_events_at_the_end"] = await lag.EventsAsync(cancellation);
        figures["projection_drain_s"] = await lag.DrainAsync(cancellation);
        figures["memory_mb"] = Environment.WorkingSet / 1048576.0;
        await server.Client.PublishTemplateAsync(BenchTemplates.ForkJoin("bench_fork_join", 8), cancellation: cancellation);
        await MedianAsync(figures, "http_batched_fork_join_per_s", (warm, time) => new HttpLoop(server.Client, "bench_fork_join", Agents, batched: true).MeasureAsync(warm, time, cancellation), r => r.RunsPerSecond);
        await MedianAsync(figures, "http_fork_join_per_s", (warm, time) => new HttpLoop(server.Client, "bench_fork_join", Agents, batched: false).MeasureAsync(warm, time, cancellation), r => r.RunsPerSecond);
    }

    /// <summary>The board from nothing, on the events that the runs before have left.</summary>
    private static async Task RebuildAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var events = await database.NumberAsync("select count(*) from weft.mt_events", "everything");
        await using var source = NpgsqlDataSource.Create(new ServerSettings { ConnectionString = database.ConnectionString("everything") }.TunedConnectionString());
        await using var store = DocumentStore.For(o =>
        {
            o.Connection(source);
            o.UseWeft().AddWeftProjections();
        });
        using var daemon = await store.BuildProjectionDaemonAsync();
        var began = Stopwatch.GetTimestamp();
        await daemon.RebuildProjectionAsync(BoardProjection.BoardName, TimeSpan.FromMinutes(10), cancellation);
        figures["rebuild_board_events_per_s"] = events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task MedianAsync(
        Dictionary<string, double> figures, string name, Func<TimeSpan, TimeSpan, Task<ClosedLoop.Rate>> measure, Func<ClosedLoop.Rate, double> figure)
    {
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            rates.Add(figure(await measure(run == 0 ? WarmUp : TimeSpan.FromSeconds(1), Time)));
        }

        figures[name] = Samples.Median(rates);
        figures[$"{name}_lowest"] = rates.Min();
        figures[$"{name}_highest"] = rates.Max();
    }

    private static async Task<(long Events, long Transactions)> CountedAsync(BenchDatabase database) => (
        await database.NumberAsync("select count(*) from weft.mt_events", "engine"),
        await database.NumberAsync("select count(distinct xmin::text) from weft.mt_events", "engine"));
}
