using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Git;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>Work and checks, from the claim to the report: prepare, run the command, collect, report, clean up.</summary>
internal sealed class TaskRun(Workshop shop, OwnTask held)
{
    private readonly ClaimedTask _task = held.Task;
    private Workplace? _place;

    public async Task RunAsync()
    {
        // Told at once, while the folder is made ready: from here on the agent works on it.
        var started = StartAsync();
        var end = await EndAsync();
        await started;
        await new TaskReport(shop, held).SendAsync(end);
        await CleanUpAsync(end);
    }

    private async Task StartAsync()
    {
        try
        {
            await shop.Client.StartTaskAsync(_task.Workflow, _task.Task, new HoldRequest(shop.Settings.Id, _task.Token), cancellation: held.Stop);
        }
        catch (WeftProblemException problem) when (problem.Status is 404 or 409)
        {
            shop.Log.Warn("the task is not this agent's any more", _task, problem);
            held.Lose();
        }
        catch (OperationCanceledException)
        {
            // It ends before it has begun.
        }
        catch (Exception e)
        {
            shop.Log.Warn("the start could not be reported", _task, e);
        }
    }

    private async Task<TaskEnd> EndAsync()
    {
        try
        {
            _place = await Workplace.PrepareAsync(shop, _task, held.Stop);
            using var command = new CommandRun(shop, held, _place.Folder);
            return await command.RunAsync(_place.Worktree);
        }
        catch (OperationCanceledException) when (held.Stop.IsCancellationRequested)
        {
            return Stopped();
        }
        catch (Exception e) when (e is GitException or PathRefusedException or WeftProblemException or BlobDamagedException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            shop.Log.Warn("the task could not be done", _task, e);
            return held.Stop.IsCancellationRequested ? Stopped() : new TaskEnd.Failed(e.Message, null, null);
        }
    }

    private TaskEnd Stopped() => held.Reason == StopReason.LeaseLost ? new TaskEnd.Abandoned() : new TaskEnd.HandedBack("the agent goes");

    /// <summary>What failed stays for a person to look at; everything else goes.</summary>
    private async Task CleanUpAsync(TaskEnd end)
    {
        if (_place is null)
            return;
        try
        {
            if (end is TaskEnd.Failed failed)
                shop.Log.Info($"kept {_place.Folder.Keep(failed.Reason)}", _task);
            else
                await _place.RemoveAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitException)
        {
            shop.Log.Warn("the task's folder could not be removed", _task, e);
        }
    }
}
