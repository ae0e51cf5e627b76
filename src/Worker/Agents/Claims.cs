using System.Collections.Concurrent;
using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Merges;
using Weft.Worker.Tasks;

namespace Weft.Worker.Agents;

/// <summary>
/// Keeps one request for work outstanding at all times, so that a task is granted in the very transaction that makes it ready. The
/// server knows how many places are free; whatever it grants is run at once.
/// </summary>
internal sealed class Claims(Workshop shop, OwnTasks tasks, Heart heart)
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    public Task AllDone => Task.WhenAll(_running.Keys);

    /// <summary>Until drained. False when the server will not have this agent.</summary>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> register, CancellationToken drain)
    {
        var settings = shop.Settings;
        var request = new ClaimRequest(Math.Min(100, settings.Capacity + (settings.Merges ? 1 : 0)), settings.ClaimWaitSeconds);
        while (!drain.IsCancellationRequested)
        {
            try
            {
                var answer = await shop.Client.ClaimAsync(settings.Id, request, cancellation: drain);
                foreach (var task in answer.Tasks)
                    Begin(task);
            }
            catch (OperationCanceledException) when (drain.IsCancellationRequested)
            {
                return true;
            }
            catch (WeftProblemException problem) when (problem.Status is 401 or 403)
            {
                shop.Log.Write("error", "the server does not let this agent work", problem: problem);
                return false;
            }
            catch (WeftProblemException problem) when (problem.Code == "agent.not-taking-work")
            {
                shop.Log.Info(problem.Detail);
                return true;
            }
            catch (WeftProblemException problem) when (problem.Code == "agent.unknown")
            {
                await register(drain);
            }
            catch (Exception e) when (e is WeftProblemException || LostConnection.Is(e))
            {
                shop.Log.Warn("no work could be asked for", problem: e);
                await Task.Delay(AfterTrouble, shop.Time, drain).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        return true;
    }

    private void Begin(ClaimedTask task)
    {
        var held = new OwnTask(task);
        if (!tasks.TryAdd(held))
            return;
        heart.Wake();
        var run = Task.Run(() => RunAsync(held));
        _running[run] = 0;
        _ = run.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task RunAsync(OwnTask held)
    {
        shop.Log.Info($"took {held.Task.Kind}", held.Task);
        try
        {
            if (held.Task.Kind is TaskKinds.Merge or TaskKinds.Revert)
                await new BranchRun(shop, held).RunAsync();
            else
                await new TaskRun(shop, held).RunAsync();
        }
        catch (Exception e)
        {
            // A mistake of this program: the task is handed back so that it is not lost, and the words are in the log.
            shop.Log.Write("error", "the task ended in an unforeseen way", held.Task, e);
            await new TaskReport(shop, held).SendAsync(new TaskEnd.Failed($"The agent failed: {e.GetType().Name}", null, null));
        }
        finally
        {
            tasks.Remove(held);
        }
    }
}
