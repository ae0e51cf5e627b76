using System.Collections.Concurrent;
using System.Diagnostics;
using Weft.Application.Coordination;
using Weft.Benchmarks.Rigs;
using Weft.Contracts;
using Weft.Domain.Workflows;

namespace Weft.Benchmarks.HotPath;

/// <summary>
/// Fork-joins that arrive at a rate of their own, whether or not the ones before are done, and agents that always have a claim waiting.
/// Times are taken from the moment at which something was due, so that a stall is not hidden by the arrivals that it held up.
/// </summary>
public sealed class OpenLoop(IDoor door, int width, int agents)
{
    private const string Last = "join";
    private readonly ConcurrentDictionary<string, Run> _open = new(StringComparer.Ordinal);
    private readonly Samples _claims = new();
    private readonly Samples _dispatches = new();
    private readonly Samples _runs = new();
    private long _begun;
    private long _done;
    private volatile bool _counts;
    private volatile bool _stop;

    /// <param name="Held">runs done for each that arrived, while it was counted</param>
    /// <param name="ClaimMs">from the arrival of a run until an agent has its first task</param>
    /// <param name="DispatchMs">from handing in the last of the tasks at once until a waiting agent has the task after them</param>
    /// <param name="RunMs">from the arrival to the last result</param>
    public sealed record Result(double Held, Samples ClaimMs, Samples DispatchMs, Samples RunMs);

    private sealed class Run(long due)
    {
        public long Due { get; } = due;

        public long LastIn;
        public int Claimed;
    }

    public async Task<Result> MeasureAsync(double runsPerSecond, TimeSpan warmUp, TimeSpan time, CancellationToken cancellation)
    {
        var names = Enumerable.Range(0, agents).Select(i => $"agent{i}").ToList();
        await Lives.PrepareAsync(door, names);
        var working = names.Select(WorkAsync).ToList();
        var arriving = ArriveAsync(runsPerSecond, cancellation);
        await Task.Delay(warmUp, cancellation);
        _counts = true;
        var (begun, done) = (Interlocked.Read(ref _begun), Interlocked.Read(ref _done));
        await Task.Delay(time, cancellation);
        var held = (Interlocked.Read(ref _done) - done) / Math.Max(1.0, Interlocked.Read(ref _begun) - begun);
        _counts = false;
        _stop = true;
        await arriving;
        await Task.WhenAll(working);
        return new Result(held, _claims, _dispatches, _runs);
    }

    private async Task ArriveAsync(double runsPerSecond, CancellationToken cancellation)
    {
        var definition = Lives.ForkJoin(width);
        var (from, number, sent) = (Stopwatch.GetTimestamp(), 0L, new ConcurrentDictionary<Task, byte>());
        while (!_stop)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(from).TotalSeconds * runsPerSecond); number < due; number++)
            {
                var id = Guid.CreateVersion7().ToString("N");
                _open[id] = new Run(from + (long)(number / runsPerSecond * Stopwatch.Frequency));
                Interlocked.Increment(ref _begun);
                Task begin = Lives.BeginAsync(door, id, definition);
                sent[begin] = 0;
                _ = begin.ContinueWith(b => sent.TryRemove(b, out _), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            }

            await Task.Delay(1, cancellation);
        }

        await Task.WhenAll(sent.Keys);
    }

    private async Task WorkAsync(string agent)
    {
        // What has arrived is finished before the loop ends, so that the next one begins with nothing.
        while (!_stop || !_open.IsEmpty)
        {
            var claimed = await Lives.ClaimAsync(door, agent, 8, waitSeconds: 0.5);
            var now = Stopwatch.GetTimestamp();
            foreach (var task in claimed)
            {
                Claimed(task, now);
            }

            await Task.WhenAll(claimed.Select(task => SubmitAsync(task, agent)));
        }
    }

    private void Claimed(ClaimedTask task, long now)
    {
        if (!_open.TryGetValue(task.Workflow, out var run))
        {
            return;
        }

        if (task.Task == Last)
        {
            Add(_dispatches, Interlocked.Read(ref run.LastIn), now);
        }
        else if (Interlocked.Increment(ref run.Claimed) == 1)
        {
            Add(_claims, run.Due, now);
        }
    }

    private async Task SubmitAsync(ClaimedTask task, string agent)
    {
        if (_open.TryGetValue(task.Workflow, out var run))
        {
            Interlocked.Exchange(ref run.LastIn, Stopwatch.GetTimestamp());
        }

        await Lives.SubmitAsync(door, task, agent);
        if (task.Task == Last && _open.TryRemove(task.Workflow, out var ended))
        {
            Add(_runs, ended.Due, Stopwatch.GetTimestamp());
            Interlocked.Increment(ref _done);
        }
    }

    private void Add(Samples samples, long from, long to)
    {
        if (_counts)
        {
            samples.Add(Stopwatch.GetElapsedTime(from, to).TotalMilliseconds);
        }
    }
}
