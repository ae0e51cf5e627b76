using System.Diagnostics;
using Weft.Application.Coordination;
using Weft.Benchmarks.Rigs;
using Weft.Domain.Workflows;

namespace Weft.Benchmarks.HotPath;

/// <summary>So many agents that always have something to do: each keeps one run going, takes what it gets and finishes it.</summary>
public sealed class ClosedLoop(IDoor door, WorkflowDefinition definition, int agents)
{
    private long _runs;
    private long _lives;
    private volatile bool _stop;

    /// <summary>Runs from the first on, those of the warm-up too; likewise the lives of tasks.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    public long AllLives => Interlocked.Read(ref _lives);

    public sealed record Rate(double RunsPerSecond, double LivesPerSecond);

    public async Task<Rate> MeasureAsync(TimeSpan warmUp, TimeSpan time, CancellationToken cancellation)
    {
        var names = Enumerable.Range(0, agents).Select(i => $"agent{i}").ToList();
        await Lives.PrepareAsync(door, names);
        _stop = false;
        var loops = names.Select(LoopAsync).ToList();
        await Task.Delay(warmUp, cancellation);
        var (runs, lives, began) = (Runs, AllLives, Stopwatch.GetTimestamp());
        await Task.Delay(time, cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var rate = new Rate((Runs - runs) / seconds, (AllLives - lives) / seconds);
        _stop = true;
        await Task.WhenAll(loops);
        return rate;
    }

    private async Task LoopAsync(string agent)
    {
        while (!_stop)
        {
            await Lives.BeginAsync(door, Guid.CreateVersion7().ToString("N"), definition);
            while (await Lives.ClaimAsync(door, agent, definition.Tasks.Length) is { Count: > 0 } claimed)
            {
                await Task.WhenAll(claimed.Select(t => Lives.SubmitAsync(door, t, agent)));
                Interlocked.Add(ref _lives, claimed.Count);
            }

            Interlocked.Increment(ref _runs);
        }
    }
}
