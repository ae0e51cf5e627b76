using Weft.Contracts;

namespace Weft.Benchmarks.Faults;

/// <summary>An agent that works, and now and then behaves as agents do: hands back, sends twice, forgets, or comes too late.</summary>
/// <param name="creator">the same agent's other hat: it makes new runs when there is little to do</param>
internal sealed class LoadAgent(RecordingClient worker, RecordingClient creator, double leaseSeconds, Random random)
{
    private const int Batch = 12;
    private readonly Queue<(ClaimedTask Task, DateTime Until)> _late = new();

    /// <param name="creating">false: only what is there is finished</param>
    public async Task RunAsync(Func<bool> creating, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var claimed = await worker.ClaimAsync(Batch, 0.5, stop);
            if (creating())
            {
                if (claimed.Count < Batch / 2)
                {
                    await creator.CreateAsync(Load.Template, stop);
                }

                claimed = await MisbehaveAsync(claimed, stop);
            }

            await FinishAsync(claimed, stop);
        }
    }

    /// <returns>what is left to do as it should be done</returns>
    private async Task<IReadOnlyList<ClaimedTask>> MisbehaveAsync(IReadOnlyList<ClaimedTask> claimed, CancellationToken stop)
    {
        while (_late.TryPeek(out var late) && late.Until < DateTime.UtcNow)
        {
            await worker.SubmitAsync(_late.Dequeue().Task, stop);
        }

        var rest = new List<ClaimedTask>();
        foreach (var task in claimed)
        {
            switch (random.Next(100))
            {
                case < 4:
                    await worker.ReleaseAsync(task, stop);
                    await worker.SubmitAsync(task, stop);
                    break;
                case < 7:
                    var key = Guid.CreateVersion7().ToString("N");
                    await Task.WhenAll(worker.SubmitAsync(task, stop, key), worker.SubmitAsync(task, stop, key));
                    break;
                case < 8:
                    _late.Enqueue((task, DateTime.UtcNow.AddSeconds(leaseSeconds * 1.5)));
                    break;
                default:
                    rest.Add(task);
                    break;
            }
        }

        return rest;
    }

    private async Task FinishAsync(IReadOnlyList<ClaimedTask> claimed, CancellationToken stop)
    {
        foreach (var task in claimed.Where((_, i) => i % 2 == 0))
        {
            await worker.StartAsync(task, stop);
        }

        var together = claimed.Where((_, i) => i % 3 > 0).ToList();
        if (together.Count > 0)
        {
            await worker.SubmitAsync(together, stop);
        }

        foreach (var task in claimed.Where((_, i) => i % 3 == 0))
        {
            await worker.SubmitAsync(task, stop);
        }
    }
}
