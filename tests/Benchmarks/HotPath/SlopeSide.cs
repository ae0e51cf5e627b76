using System.Diagnostics;
using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <param name="Blocks">that a claim and its result touched</param>
/// <param name="FirstMs">the first command, which finds the workspace not taken up when the engine has just been started</param>
internal sealed record SlopeCost(double P50Ms, double CpuMs, double Blocks, double FirstMs);

/// <summary>One of the two databases of a pair.</summary>
internal sealed class SlopeSide(string name, BenchEngine engine, BlockCounter counter)
{
    private const int LivesOfATurn = 5;
    private readonly Samples _samples = new();
    private TimeSpan _cpu;
    private long _blocks;
    private double _first;

    public async Task BeginAsync(int turns, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await Lives.BeginAsync(engine.Door, Guid.CreateVersion7().ToString("N"), Lives.Fork(turns * LivesOfATurn));
        _first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        _blocks = await counter.ReadAsync(name, cancellation);
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

    /// <summary>Processor time is the engine's.</summary>
    public async Task<SlopeCost> EndAsync(CancellationToken cancellation) => new(
        _samples.Percentile(0.5), _cpu.TotalMilliseconds / _samples.Count, (await counter.ReadAsync(name, cancellation) - _blocks) / (double)_samples.Count, _first);
}
