using System.Diagnostics;
using Weft.Benchmarks.Rigs;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Benchmarks.HotPath;

/// <summary>As <see cref="ClosedLoop"/>, over HTTP: each agent keeps one run of a template going.</summary>
/// <param name="batched">one call hands in all that a claim brought; otherwise one call for each</param>
public sealed class HttpLoop(WeftClient client, string template, int agents, bool batched)
{
    private long _runs;
    private long _lives;
    private volatile bool _stop;

    public async Task<ClosedLoop.Rate> MeasureAsync(TimeSpan warmUp, TimeSpan time, CancellationToken cancellation)
    {
        var loops = Enumerable.Range(0, agents).Select(i => LoopAsync($"agent{i}", cancellation)).ToList();
        await Task.Delay(warmUp, cancellation);
        var (runs, lives, began) = (Interlocked.Read(ref _runs), Interlocked.Read(ref _lives), Stopwatch.GetTimestamp());
        await Task.Delay(time, cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var rate = new ClosedLoop.Rate((Interlocked.Read(ref _runs) - runs) / seconds, (Interlocked.Read(ref _lives) - lives) / seconds);
        _stop = true;
        await Task.WhenAll(loops);
        return rate;
    }

    private async Task LoopAsync(string agent, CancellationToken cancellation)
    {
        while (!_stop)
        {
            await client.CreateWorkflowAsync(new CreateWorkflowRequest(template, null, Guid.CreateVersion7().ToString("N"), null, new Dictionary<string, string>(), null), cancellation: cancellation);
            while ((await client.ClaimAsync(agent, new ClaimRequest(16), cancellation: cancellation)).Tasks is { Count: > 0 } claimed)
            {
                await HandInAsync(agent, claimed, cancellation);
                Interlocked.Add(ref _lives, claimed.Count);
            }

            Interlocked.Increment(ref _runs);
        }
    }

    private async Task HandInAsync(string agent, IReadOnlyList<ClaimedTask> claimed, CancellationToken cancellation)
    {
        if (!batched)
        {
            await Task.WhenAll(claimed.Select(t => client.SubmitTaskAsync(t.Workflow, t.Task, new SubmitRequest(agent, t.Token, null, null), cancellation: cancellation)));
            return;
        }

        var answer = await client.SubmitManyAsync(
            new SubmitManyRequest([.. claimed.Select(t => new SubmitItem(t.Workflow, t.Task, new SubmitRequest(agent, t.Token, null, null)))]), cancellation: cancellation);
        if (answer.Items.FirstOrDefault(i => i.Problem is not null) is { } refused)
        {
            throw new InvalidOperationException($"{refused.Task}: {refused.Problem!.Detail}");
        }
    }
}
