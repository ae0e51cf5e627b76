using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>The whole server, over HTTP: one call for each command, and in batches.</summary>
internal static class OverHttp
{
    private const int Agents = 32;

    public static async Task MeasureAsync(BenchDatabase database, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        await using var server = await BenchServer.StartAsync(await database.CreateAsync("http"), cancellation);
        await Lives.PrepareAsync(server.Door, Enumerable.Range(0, Agents).Select(i => $"agent{i}"));
        await server.Client.PublishTemplateAsync(BenchTemplates.ForkJoin("bench_fork_join", 8), cancellation: cancellation);
        await server.Client.PublishTemplateAsync(BenchTemplates.Fork("bench_life", 1), cancellation: cancellation);
        await server.Client.PublishTemplateAsync(BenchTemplates.Fork("bench_bulk", HttpLoop.Batch), cancellation: cancellation);
        await MeasureAsync("http_batched_fork_join", "bench_fork_join", HandIn.Together, r => r.RunsPerSecond);
        await MeasureAsync("http_fork_join", "bench_fork_join", HandIn.OneByOne, r => r.RunsPerSecond);
        await MeasureAsync("http_batched_lives", "bench_life", HandIn.Together, r => r.LivesPerSecond);
        await MeasureAsync("http_bulk_lives", "bench_bulk", HandIn.InBulk, r => r.LivesPerSecond);

        async Task MeasureAsync(string name, string template, HandIn handIn, Func<ClosedLoop.Rate, double> figure)
        {
            var loop = new HttpLoop(server.Client, template, Agents, handIn);
            using var costs = await Costs.BeginAsync(database, "http");
            await Medians.AddAsync(figures, $"{name}_per_s", (warm, time) => loop.MeasureAsync(warm, time, cancellation), figure);
            await costs.AddAsync(figures, name, loop.AllLives, loop.Runs);
        }
    }
}
