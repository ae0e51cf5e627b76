using System.Diagnostics;
using Weft.Benchmarks.Rigs;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Benchmarks.HotPath;

/// <summary>How results are handed in.</summary>
public enum HandIn
{
    OneByOne,

    /// <summary>All that a claim brought, in one call.</summary>
    Together,

    /// <summary>Together, each with evidence that is kept; and one claim for each run, as a queue's bulk mode makes one fetch for each insert.</summary>
    InBulk,
}

/// <summary>As <see cref="ClosedLoop"/>, over HTTP: each agent keeps one run of a template going.</summary>
public sealed class HttpLoop(WeftClient client, string template, int agents, HandIn handIn)
{
    public const int Batch = 16;
    private long _runs;
    private long _lives;
    private volatile bool _stop;

    /// <summary>Runs from the first on, those of the warm-up too; likewise the lives of tasks.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    public long AllLives => Interlocked.Read(ref _lives);

    public async Task<ClosedLoop.Rate> MeasureAsync(TimeSpan warmUp, TimeSpan time, CancellationToken cancellation)
    {
        _stop = false;
        var loops = Enumerable.Range(0, agents).Select(i => LoopAsync($"agent{i}", cancellation)).ToList();
        await Task.Delay(warmUp, cancellation);
        var (runs, lives, began) = (Runs, AllLives, Stopwatch.GetTimestamp());
        await Task.Delay(time, cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var rate = new ClosedLoop.Rate((Runs - runs) / seconds, (AllLives - lives) / seconds);
        _stop = true;
        await Task.WhenAll(loops);
        return rate;
    }

    private async Task LoopAsync(string agent, CancellationToken cancellation)
    {
        while (!_stop)
        {
            await client.CreateWorkflowAsync(new CreateWorkflowRequest(template, null, Guid.CreateVersion7().ToString("N"), null, new Dictionary<string, string>(), null), cancellation: cancellation);
            while ((await client.ClaimAsync(agent, new ClaimRequest(Batch), cancellation: cancellation)).Tasks is { Count: > 0 } claimed)
            {
                await HandInAsync(agent, claimed, cancellation);
                Interlocked.Add(ref _lives, claimed.Count);
                if (handIn == HandIn.InBulk)
                {
                    break;
                }
            }

            Interlocked.Increment(ref _runs);
        }
    }

    private async Task HandInAsync(string agent, IReadOnlyList<ClaimedTask> claimed, CancellationToken cancellation)
    {
        if (handIn == HandIn.OneByOne)
        {
            await Task.WhenAll(claimed.Select(t => client.SubmitTaskAsync(t.Workflow, t.Task, new SubmitRequest(agent, t.Token, null, null), cancellation: cancellation)));
            return;
        }

        var evidence = handIn == HandIn.InBulk ? new EvidenceReport(0, "ok", null) : null;
        var answer = await client.SubmitManyAsync(
            new SubmitManyRequest([.. claimed.Select(t => new SubmitItem(t.Workflow, t.Task, new SubmitRequest(agent, t.Token, null, null, Evidence: evidence)))]), cancellation: cancellation);
        if (answer.Items.FirstOrDefault(i => i.Problem is not null) is { } refused)
        {
            throw new InvalidOperationException($"{refused.Task}: {refused.Problem!.Detail}");
        }
    }
}
