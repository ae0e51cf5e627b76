using System.Diagnostics;
using System.Globalization;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>
/// Whether a claim and its result cost more when much is stored: a small and a large database on one PostgreSQL, a few lives here and a
/// few there in turns, so that what disturbs one disturbs the other. Warm: both engines have worked. Cold: both have just been started.
/// </summary>
public static class Slope
{
    private const int Pairs = 5;
    private const int Turns = 40;
    private static readonly TimeSpan LongestFill = TimeSpan.FromMinutes(6);

    /// <summary>WEFT_BENCH_SLOPE_EVENTS: how many the large database holds.</summary>
    private static long LargeEvents => long.Parse(Environment.GetEnvironmentVariable("WEFT_BENCH_SLOPE_EVENTS") ?? "1000000", CultureInfo.InvariantCulture);

    /// <summary>WEFT_BENCH_SLOPE_FOLDER: where the large database is kept for the next time, which then need not fill it.</summary>
    private static string? Folder => Environment.GetEnvironmentVariable("WEFT_BENCH_SLOPE_FOLDER");

    public static async Task MeasureAsync(Dictionary<string, double> figures, CancellationToken cancellation)
    {
        await using var database = await ServerAsync(cancellation);
        var counter = await BlockCounter.CreateAsync(database);
        figures["slope_blocks_are_of_statements_only"] = counter.StatementsOnly ? 1 : 0;
        var smallAt = await SmallAsync(database);
        var largeAt = await database.HasAsync("large") ? database.ConnectionString("large") : await database.CreateAsync("large");
        await using (var small = await BenchEngine.StartAsync(smallAt))
        await using (var large = await BenchEngine.StartAsync(largeAt))
        {
            await Lives.PrepareAsync(small.Door, "one");
            await FillAsync(database, large, cancellation);
            await Lives.PrepareAsync(large.Door, "one");
            await PairAsync(counter, small, large, cancellation);
            // Housekeeping now, and not in the middle of a pair.
            await database.ExecuteAsync("vacuum analyze", "large");
            await database.ExecuteAsync("vacuum analyze", "small");
            await RatiosAsync(figures, "slope", () => PairAsync(counter, small, large, cancellation));
        }

        figures["slope_events_of_the_small"] = await database.NumberAsync("select count(*) from weft.mt_events", "small");
        figures["slope_events_of_the_large"] = await database.NumberAsync("select count(*) from weft.mt_events", "large");
        await RatiosAsync(figures, "slope_cold", async () =>
        {
            await using var small = await BenchEngine.StartAsync(smallAt);
            await using var large = await BenchEngine.StartAsync(largeAt);
            return await PairAsync(counter, small, large, cancellation);
        });
    }

    /// <summary>A PostgreSQL of its own: it counts blocks by statements where it can, which would cost the other parts a little.</summary>
    private static async Task<BenchDatabase> ServerAsync(CancellationToken cancellation)
    {
        bool canCount;
        await using (var first = await BenchDatabase.StartAsync(cancellation, Folder))
        {
            canCount = await BlockCounter.IsInstalledAsync(first);
        }

        return await BenchDatabase.StartAsync(cancellation, Folder, canCount ? BlockCounter.Settings : null);
    }

    private static async Task<string> SmallAsync(BenchDatabase database)
    {
        if (await database.HasAsync("small"))
        {
            await database.ExecuteAsync("drop database small", "postgres");
        }

        return await database.CreateAsync("small");
    }

    private static async Task<(SlopeCost Small, SlopeCost Large)> PairAsync(BlockCounter counter, BenchEngine smallEngine, BenchEngine largeEngine, CancellationToken cancellation)
    {
        var (small, large) = (new SlopeSide("small", smallEngine, counter), new SlopeSide("large", largeEngine, counter));
        await small.BeginAsync(Turns, cancellation);
        await large.BeginAsync(Turns, cancellation);
        for (var turn = 0; turn < Turns; turn++)
        {
            // Who goes first changes, so that neither always pays for what the other left.
            foreach (var side in turn % 2 == 0 ? [small, large] : new[] { large, small })
            {
                await side.TurnAsync();
            }
        }

        return (await small.EndAsync(cancellation), await large.EndAsync(cancellation));
    }

    private static async Task RatiosAsync(Dictionary<string, double> figures, string name, Func<Task<(SlopeCost Small, SlopeCost Large)>> pair)
    {
        var pairs = new List<(SlopeCost Small, SlopeCost Large)>();
        while (pairs.Count < Pairs)
        {
            pairs.Add(await pair());
        }

        foreach (var (side, of) in new (string, Func<(SlopeCost Small, SlopeCost Large), SlopeCost>)[] { ("small", p => p.Small), ("large", p => p.Large) })
        {
            figures[$"{name}_latency_ms_p50_{side}"] = Samples.Median(pairs.Select(p => of(p).P50Ms));
            figures[$"{name}_blocks_{side}"] = Samples.Median(pairs.Select(p => of(p).Blocks));
            figures[$"{name}_first_answer_ms_{side}"] = Samples.Median(pairs.Select(p => of(p).FirstMs));
        }

        Add("first_answer", c => c.FirstMs);
        Add("latency", c => c.P50Ms);
        Add("cpu", c => c.CpuMs);
        Add("blocks", c => c.Blocks);

        void Add(string what, Func<SlopeCost, double> of)
        {
            var (mean, low, high) = Interval.OfRatios([.. pairs.Select(p => of(p.Large) / of(p.Small))]);
            (figures[$"{name}_{what}"], figures[$"{name}_{what}_low"], figures[$"{name}_{what}_high"]) = (mean, low, high);
        }
    }

    private static async Task FillAsync(BenchDatabase database, BenchEngine large, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (await database.NumberAsync("select count(*) from weft.mt_events", "large") < LargeEvents && Stopwatch.GetElapsedTime(began) < LongestFill)
        {
            await new ClosedLoop(large.Door, Lives.ForkJoin(8), 64).MeasureAsync(TimeSpan.Zero, TimeSpan.FromSeconds(10), cancellation);
        }
    }
}
