using System.Diagnostics;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>Whether a claim and its result cost more when much is stored: a small and a large database on one PostgreSQL, measured in turns.</summary>
public static class Slope
{
    private const int Pairs = 5;
    private const int Lives = 200;
    private const long LargeEvents = 1_000_000;
    private static readonly TimeSpan LongestFill = TimeSpan.FromMinutes(6);

    public static async Task MeasureAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        await using var small = await BenchEngine.StartAsync(await database.CreateAsync("small"));
        await using var large = await BenchEngine.StartAsync(await database.CreateAsync("large"));
        await Rigs.Lives.PrepareAsync(small.Door, "one");
        await FillAsync(database, large, cancellation);
        await Rigs.Lives.PrepareAsync(large.Door, "one");
        await SampleAsync(database, "small", small, cancellation);
        await SampleAsync(database, "large", large, cancellation);
        var (latency, blocks, small50) = (new List<double>(), new List<double>(), new List<double>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            var before = await SampleAsync(database, "small", small, cancellation);
            var after = await SampleAsync(database, "large", large, cancellation);
            latency.Add(after.P50Ms / before.P50Ms);
            blocks.Add(after.Blocks / before.Blocks);
            small50.Add(before.P50Ms);
        }

        figures["slope_events_of_the_large"] = await database.NumberAsync("select count(*) from weft.mt_events", "large");
        figures["slope_latency_ms_p50_small"] = Samples.Median(small50);
        Add(figures, "slope_latency", latency);
        Add(figures, "slope_blocks", blocks);
    }

    private static void Add(Dictionary<string, double> figures, string name, List<double> ratios)
    {
        figures[name] = Samples.Median(ratios);
        figures[$"{name}_lowest"] = ratios.Min();
        figures[$"{name}_highest"] = ratios.Max();
    }

    private static async Task FillAsync(BenchDatabase database, BenchEngine large, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (await database.NumberAsync("select count(*) from weft.mt_events", "large") < LargeEvents && Stopwatch.GetElapsedTime(began) < LongestFill)
        {
            await new ClosedLoop(large.Door, Rigs.Lives.ForkJoin(8), 64).MeasureAsync(TimeSpan.Zero, TimeSpan.FromSeconds(10), cancellation);
        }
    }

    /// <summary>Claim and result of one task after another, nobody else there; blocks are those that the database touched, in memory or not.</summary>
    private static async Task<(double P50Ms, double Blocks)> SampleAsync(BenchDatabase database, string name, BenchEngine engine, CancellationToken cancellation)
    {
        await Rigs.Lives.BeginAsync(engine.Door, Guid.CreateVersion7().ToString("N"), Rigs.Lives.Fork(Lives));
        var before = await BlocksAsync(database, name, cancellation);
        var samples = new Samples();
        for (var i = 0; i < Lives; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var task = (await Rigs.Lives.ClaimAsync(engine.Door, "one", 1))[0];
            await Rigs.Lives.SubmitAsync(engine.Door, task, "one");
            samples.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return (samples.Percentile(0.5), (await BlocksAsync(database, name, cancellation) - before) / (double)Lives);
    }

    /// <summary>A session tells its counters about a second after it became idle.</summary>
    private static async Task<long> BlocksAsync(BenchDatabase database, string name, CancellationToken cancellation)
    {
        long before;
        var now = -1L;
        do
        {
            before = now;
            await Task.Delay(1_200, cancellation);
            now = await database.NumberAsync($"select blks_hit + blks_read from pg_stat_database where datname = '{name}'");
        }
        while (now != before);
        return now;
    }
}
