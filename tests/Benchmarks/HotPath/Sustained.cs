using System.Globalization;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>
/// The highest rate of fork-joins that the whole server holds while its read models stay within a second of the events; and how long
/// things take at half of it. Open loop: work arrives, nobody waits for the work before.
/// </summary>
public static class Sustained
{
    private const int Agents = 32;
    private const int Width = 8;
    private const double LagLimit = 1;
    private const double Step = 0.85;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(15);

    /// <summary>WEFT_BENCH_SUSTAINED_SECONDS, 300 by default.</summary>
    private static TimeSpan Time => TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("WEFT_BENCH_SUSTAINED_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 300);

    /// <param name="peak">fork-joins a second that the closed loop reached</param>
    public static async Task MeasureAsync(BenchServer server, string connection, double peak, Dictionary<string, double> figures, CancellationToken cancellation)
    {
        var rate = await ProbedAsync(server, connection, peak, cancellation);
        var holds = false;
        for (var tries = 0; tries < 3; tries++, rate *= Step)
        {
            var (result, late) = await RunAsync(server, connection, rate, Time, cancellation);
            (figures["sustained_fork_join_per_s"], figures["sustained_lag_p99_s"], holds) = (rate * result.Held, late, Holds(result, late));
            figures["sustained_run_p50_ms"] = result.RunMs.Percentile(0.5);
            figures["sustained_run_p99_ms"] = result.RunMs.Percentile(0.99);
            if (holds)
            {
                break;
            }
        }

        figures["sustained_seconds"] = Time.TotalSeconds;
        figures["sustained_holds"] = holds ? 1 : 0;
        figures["sustained_memory_mb"] = Environment.WorkingSet / 1048576.0;
        await RawLimit.AddAsync(figures, "sustained_raw_limit_events_per_s", connection, cancellation);
        var (half, _) = await RunAsync(server, connection, figures["sustained_fork_join_per_s"] / 2, Probe, cancellation);
        foreach (var (name, samples) in new[] { ("claim", half.ClaimMs), ("dispatch", half.DispatchMs) })
        {
            figures[$"half_load_{name}_p50_ms"] = samples.Percentile(0.5);
            figures[$"half_load_{name}_p99_ms"] = samples.Percentile(0.99);
        }
    }

    private static async Task<double> ProbedAsync(BenchServer server, string connection, double peak, CancellationToken cancellation)
    {
        var rate = peak;
        for (var tries = 0; tries < 8; tries++, rate *= Step)
        {
            var (result, late) = await RunAsync(server, connection, rate, Probe, cancellation);
            if (Holds(result, late))
            {
                break;
            }
        }

        return rate;
    }

    private static bool Holds(OpenLoop.Result result, double lag) => result.Held >= 0.99 && lag <= LagLimit;

    private static async Task<(OpenLoop.Result Result, double LagP99)> RunAsync(BenchServer server, string connection, double rate, TimeSpan time, CancellationToken cancellation)
    {
        using var lag = new LagMeter(connection);
        var loop = new OpenLoop(server.Door, Width, Agents).MeasureAsync(rate, WarmUp, time, cancellation);
        var late = await lag.SecondsAsync(loop, cancellation);
        await lag.DrainAsync(cancellation);
        return (await loop, late.Percentile(0.99));
    }
}
