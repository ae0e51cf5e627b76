using System.Diagnostics;
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
    private const int LivesOfATurn = 5;
    private const long LargeEvents = 1_000_000;
    private static readonly TimeSpan LongestFill = TimeSpan.FromMinutes(6);

    public static async Task MeasureAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var (smallAt, largeAt) = (await database.CreateAsync("small"), await database.CreateAsync("large"));
        await using (var small = await BenchEngine.StartAsync(smallAt))
        await using (var large = await BenchEngine.StartAsync(largeAt))
        {
            await Lives.PrepareAsync(small.Door, "one");
            await FillAsync(database, large, cancellation);
            await Lives.PrepareAsync(large.Door, "one");
            await PairAsync(database, small, large, cancellation);
            // Housekeeping now, and not in the middle of a pair.
            await database.ExecuteAsync("vacuum analyze", "large");
            await database.ExecuteAsync("vacuum analyze", "small");
            await RatiosAsync(figures, "slope", () => PairAsync(database, small, large, cancellation));
        }

        figures["slope_events_of_the_small"] = await database.NumberAsync("select count(*) from weft.mt_events", "small");
        figures["slope_events_of_the_large"] = await database.NumberAsync("select count(*) from weft.mt_events", "large");
        await RatiosAsync(figures, "slope_cold", async () =>
        {
            await using var small = await BenchEngine.StartAsync(smallAt);
            await using var large = await BenchEngine.StartAsync(largeAt);
            return await PairAsync(database, small, large, cancellation);
        });
    }

    /// <param name="FirstMs">the first command, which finds the workspace not taken up when the engine has just been started</param>
    private sealed record Cost(double P50Ms, double CpuMs, double Blocks, double FirstMs);

    private sealed class Side(string name, BenchEngine engine)
    {
        private readonly Samples _samples = new();
        private TimeSpan _cpu;
        private long _blocks;
        private double _first;

        public async Task BeginAsync(BenchDatabase database, CancellationToken cancellation)
        {
            var began = Stopwatch.GetTimestamp();
            await Lives.BeginAsync(engine.Door, Guid.CreateVersion7().ToString("N"), Lives.Fork(Turns * LivesOfATurn));
            _first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            _blocks = await BlocksAsync(database, name, cancellation);
        }

        /// <summary>Claim and result of one task after another, nobody else there.</summary>
        public async Task TurnAsync()
        {
            var cpu = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < LivesOfATurn; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var task = (await Lives.ClaimAsync(engine.Door, "one", 1))[0];
                await Lives.SubmitAsync(engine.Door, task, "one");
                _samples.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            _cpu += Environment.CpuUsage.TotalTime - cpu;
        }

        /// <summary>Processor time is the engine's; blocks are those that the database touched, in memory or not.</summary>
        public async Task<Cost> EndAsync(BenchDatabase database, CancellationToken cancellation) => new(
            _samples.Percentile(0.5), _cpu.TotalMilliseconds / _samples.Count, (await BlocksAsync(database, name, cancellation) - _blocks) / (double)_samples.Count, _first);
    }

    private static async Task<(Cost Small, Cost Large)> PairAsync(BenchDatabase database, BenchEngine smallEngine, BenchEngine largeEngine, CancellationToken cancellation)
    {
        var (small, large) = (new Side("small", smallEngine), new Side("large", largeEngine));
        await small.BeginAsync(database, cancellation);
        await large.BeginAsync(database, cancellation);
        for (var turn = 0; turn < Turns; turn++)
        {
            // Who goes first changes, so that neither always pays for what the other left.
            foreach (var side in turn % 2 == 0 ? [small, large] : new[] { large, small })
            {
                await side.TurnAsync();
            }
        }

        return (await small.EndAsync(database, cancellation), await large.EndAsync(database, cancellation));
    }

    private static async Task RatiosAsync(Dictionary<string, double> figures, string name, Func<Task<(Cost Small, Cost Large)>> pair)
    {
        var pairs = new List<(Cost Small, Cost Large)>();
        while (pairs.Count < Pairs)
        {
            pairs.Add(await pair());
        }

        figures[$"{name}_latency_ms_p50_small"] = Samples.Median(pairs.Select(p => p.Small.P50Ms));
        figures[$"{name}_blocks_small"] = Samples.Median(pairs.Select(p => p.Small.Blocks));
        Add("first_answer", c => c.FirstMs);
        Add("latency", c => c.P50Ms);
        Add("cpu", c => c.CpuMs);
        Add("blocks", c => c.Blocks);

        void Add(string what, Func<Cost, double> of)
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
