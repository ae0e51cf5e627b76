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

    /// <summary>WEFT_BENCH_PARTS: which of the parts, separated by commas; all by default. Ratios to parts that were left out are left out.</summary>
    private static string[]? Parts => Environment.GetEnvironmentVariable("WEFT_BENCH_PARTS")?.Split(',', StringSplitOptions.TrimEntries);

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        var figures = new Dictionary<string, double>();
        var targets = new Dictionary<string, Target>();
        await using var database = await BenchDatabase.StartAsync(cancellation);
        (string Name, Func<Task> Measure)[] parts =
        [
            ("engine", () => EngineAsync(database, figures, cancellation)),
            ("everything", () => Everything.MeasureAsync(database, figures, cancellation)),
            ("http", () => OverHttp.MeasureAsync(database, figures, cancellation)),
            ("rebuild", () => RebuildAsync(database, figures, cancellation)),
            ("slope", () => Slope.MeasureAsync(figures, cancellation)),
            ("peers", () => Peers.MeasureAsync(database, figures, cancellation)),
        ];
        foreach (var (_, measure) in parts.Where(p => Parts is null || Parts.Contains(p.Name)))
        {
            await measure();
        }

        new Ratios(figures, targets).Add();
        return new SuiteResult("hot-path", figures, targets);
    }

    /// <summary>The door alone: no read models running.</summary>
    private static async Task EngineAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var connection = await database.CreateAsync("engine");
        await using var engine = await BenchEngine.StartAsync(connection);
        await Medians.AddAsync(figures, "engine_alone_lives_per_s", (warm, time) => new ClosedLoop(engine.Door, Lives.Fork(1), Agents).MeasureAsync(warm, time, cancellation), r => r.LivesPerSecond);
        var before = await CountedAsync(database);
        var forkJoins = new ClosedLoop(engine.Door, Lives.ForkJoin(8), Agents);
        using var costs = await Costs.BeginAsync(database, "engine");
        var began = Stopwatch.GetTimestamp();
        await Medians.AddAsync(figures, "engine_alone_fork_join_per_s", (warm, time) => forkJoins.MeasureAsync(warm, time, cancellation), r => r.RunsPerSecond);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await costs.AddAsync(figures, "engine_alone_fork_join", forkJoins.AllLives, forkJoins.Runs);
        var after = await CountedAsync(database);
        figures["engine_alone_events_per_s"] = (after.Events - before.Events) / seconds;
        figures["events_per_transaction"] = (after.Events - before.Events) / (double)(after.Transactions - before.Transactions);
        await RawLimit.AddAsync(figures, "engine_alone_raw_limit_events_per_s", connection, cancellation);
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

    private static async Task<(long Events, long Transactions)> CountedAsync(BenchDatabase database) => (
        await database.NumberAsync("select count(*) from weft.mt_events", "engine"),
        await database.NumberAsync("select count(distinct xmin::text) from weft.mt_events", "engine"));
}
