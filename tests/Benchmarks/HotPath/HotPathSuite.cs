using System.Diagnostics;
using Weft.Benchmarks.Rigs;
using Weft.Domain.Workflows;

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
        await Peers.MeasureAsync(database, figures, cancellation);
        targets["raw_limit_share_engine_alone"] = new(0.4, null);
        targets["raw_limit_share_with_everything"] = new(0.25, null);
        if (figures.TryGetValue("peer_pgboss_lives_per_s", out var lives))
        {
            figures["single_life_to_pgboss"] = figures["lives_per_s"] / lives;
            figures["fork_join_to_pgboss"] = figures["fork_join_per_s"] / figures["peer_pgboss_fork_join_per_s"];
            targets["single_life_to_pgboss"] = new(4, null);
            targets["fork_join_to_pgboss"] = new(3, null);
        }

        targets["latency_p50_growth"] = new(null, 1.1);
        return new SuiteResult("hot-path", figures, targets);
    }

    /// <summary>The door alone: no read models running.</summary>
    private static async Task EngineAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var connection = await database.CreateAsync("engine");
        await using var engine = await BenchEngine.StartAsync(connection);
        await Lives.PrepareAsync(engine.Door, "one");
        var small = await LatencyAsync(engine, cancellation);
        await MedianAsync(figures, "engine_alone_lives_per_s", () => new ClosedLoop(engine.Door, Lives.Fork(1), Agents), r => r.LivesPerSecond, cancellation);
        var before = await CountedAsync(database);
        var began = Stopwatch.GetTimestamp();
        await MedianAsync(figures, "engine_alone_fork_join_per_s", () => new ClosedLoop(engine.Door, Lives.ForkJoin(8), Agents), r => r.RunsPerSecond, cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await CountedAsync(database);
        figures["engine_alone_events_per_s"] = (after.Events - before.Events) / seconds;
        figures["events_per_transaction"] = (after.Events - before.Events) / (double)(after.Transactions - before.Transactions);
        figures["raw_limit_events_per_s"] = await RawLimit.EventsPerSecondAsync(connection, Time, cancellation);
        figures["raw_limit_share_engine_alone"] = figures["engine_alone_events_per_s"] / figures["raw_limit_events_per_s"];
        var large = await LatencyAsync(engine, cancellation);
        figures["events_stored_at_the_end"] = after.Events;
        figures["latency_ms_p50_at_1e3_events"] = small.Percentile(0.5);
        figures["latency_ms_p50_at_the_end"] = large.Percentile(0.5);
        figures["latency_p50_growth"] = large.Percentile(0.5) / small.Percentile(0.5);
    }

    /// <summary>In the same process through the door, with the whole server around it: read models, sagas, HTTP idle.</summary>
    private static async Task EverythingAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var connection = await database.CreateAsync("everything");
        await using var server = await BenchServer.StartAsync(connection, cancellation);
        await MedianAsync(figures, "lives_per_s", () => new ClosedLoop(server.Door, Lives.Fork(1), Agents), r => r.LivesPerSecond, cancellation);
        using var lag = new LagMeter(connection);
        var before = await database.NumberAsync("select count(*) from weft.mt_events", "everything");
        var began = Stopwatch.GetTimestamp();
        await MedianAsync(figures, "fork_join_per_s", () => new ClosedLoop(server.Door, Lives.ForkJoin(8), Agents), r => r.RunsPerSecond, cancellation);
        figures["events_per_s"] = (await database.NumberAsync("select count(*) from weft.mt_events", "everything") - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        figures["raw_limit_share_with_everything"] = figures["events_per_s"] / figures["raw_limit_events_per_s"];
        figures["projection_lag_events_at_the_end"] = await lag.EventsAsync(cancellation);
        figures["projection_drain_s"] = await lag.DrainAsync(cancellation);
        figures["memory_mb"] = Environment.WorkingSet / 1048576.0;
    }

    private static async Task MedianAsync(
        Dictionary<string, double> figures, string name, Func<ClosedLoop> loop, Func<ClosedLoop.Rate, double> figure, CancellationToken cancellation)
    {
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            rates.Add(figure(await loop().MeasureAsync(run == 0 ? WarmUp : TimeSpan.FromSeconds(1), Time, cancellation)));
        }

        figures[name] = Samples.Median(rates);
        figures[$"{name}_lowest"] = rates.Min();
        figures[$"{name}_highest"] = rates.Max();
    }

    /// <summary>Claim and submit of one task, nobody else there.</summary>
    private static async Task<Samples> LatencyAsync(BenchEngine engine, CancellationToken cancellation)
    {
        await Lives.BeginAsync(engine.Door, Guid.CreateVersion7().ToString("N"), Lives.Fork(250));
        var samples = new Samples();
        for (var i = 0; i < 250; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            var task = (await Lives.ClaimAsync(engine.Door, "one", 1))[0];
            await Lives.SubmitAsync(engine.Door, task, "one");
            if (i >= 50)
            {
                samples.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        return samples;
    }

    private static async Task<(long Events, long Transactions)> CountedAsync(BenchDatabase database) => (
        await database.NumberAsync("select count(*) from weft.mt_events", "engine"),
        await database.NumberAsync("select count(distinct xmin::text) from weft.mt_events", "engine"));
}
