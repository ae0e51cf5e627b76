using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Git;
using Weft.Worker.Tasks;

namespace Weft.Worker.Merges;

/// <summary>Merges and reverts, from the claim to the report: they work in the object store and need no folder.</summary>
internal sealed class BranchRun(Workshop shop, OwnTask held)
{
    private readonly ClaimedTask _task = held.Task;

    public async Task RunAsync()
    {
        try
        {
            var started = shop.Client.StartTaskAsync(_task.Workflow, _task.Task, new HoldRequest(shop.Settings.Id, _task.Token), cancellation: held.Stop);
            var done = _task.Kind == TaskKinds.Merge ? new MergeRun(shop, held).RunAsync() : new RevertRun(shop, held).RunAsync();
            await Task.WhenAll(started, done);
        }
        catch (OperationCanceledException) when (held.Stop.IsCancellationRequested)
        {
            await new TaskReport(shop, held).SendAsync(held.Reason == StopReason.LeaseLost ? new TaskEnd.Abandoned() : new TaskEnd.HandedBack("the agent goes"));
        }
        catch (WeftProblemException problem) when (problem.Code is "domain.outside" or "domain.paths-untold")
        {
            // The server has sent the task back to whom it is for: nothing is left to report.
            shop.Log.Warn("the branch may not be merged", _task, problem);
        }
        catch (WeftProblemException problem) when (problem.Status is 404 or 409)
        {
            shop.Log.Warn($"the task is not this agent's any more ({problem.Code})", _task, problem);
        }
        catch (Exception e) when (e is GitException or WeftProblemException or BlobDamagedException or IOException or UnauthorizedAccessException)
        {
            shop.Log.Warn("the branch could not be changed", _task, e);
            await new TaskReport(shop, held).SendAsync(new TaskEnd.Failed(e.Message, null, null));
        }
    }
}
