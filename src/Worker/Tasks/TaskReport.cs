using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;

namespace Weft.Worker.Tasks;

/// <summary>Tells the server how an attempt ended. The server's answer is the truth: a refusal means that the lease is not ours any more.</summary>
internal sealed class TaskReport(Workshop shop, OwnTask held)
{
    private readonly ClaimedTask _task = held.Task;

    private string Agent => shop.Settings.Id;

    public async Task SendAsync(TaskEnd end)
    {
        held.BeginReport();
        try
        {
            await SendOnceAsync(end);
            shop.Log.Info(Words(end), _task);
        }
        catch (WeftProblemException problem) when (end is TaskEnd.Done && problem.Code is not "lease.stale-token" && problem.Status is 400 or 409 or 413 or 422)
        {
            shop.Log.Warn("the result was refused", _task, problem);
            await RefusedAsync((TaskEnd.Done)end, problem);
        }
        catch (WeftProblemException problem)
        {
            shop.Log.Warn($"the report was refused ({problem.Code})", _task, problem);
        }
        catch (OperationCanceledException)
        {
            shop.Log.Warn("the agent ended before its report was heard", _task);
        }
    }

    private async Task SendOnceAsync(TaskEnd end)
    {
        var (workflow, task, token, until) = (_task.Workflow, _task.Task, _task.Token, held.Lost);
        switch (end)
        {
            case TaskEnd.Done done:
                await shop.Client.SubmitTaskAsync(workflow, task, new SubmitRequest(Agent, token, done.Commit, done.Branch, done.Outputs, done.Usage, done.Evidence, done.ChangedPaths), cancellation: until);
                break;
            case TaskEnd.Failed failed:
                await shop.Client.FailTaskAsync(workflow, task, new FailRequest(Agent, token, Short(failed.Reason), failed.Evidence, failed.Usage), cancellation: until);
                break;
            case TaskEnd.HandedBack back:
                await shop.Client.ReleaseTaskAsync(workflow, task, new ReleaseRequest(Agent, token, back.Reason), cancellation: until);
                break;
        }
    }

    /// <summary>For example an output is missing: the attempt failed, and why is the server's own sentence.</summary>
    private async Task RefusedAsync(TaskEnd.Done done, WeftProblemException problem)
    {
        try
        {
            await SendOnceAsync(new TaskEnd.Failed($"The result was refused: {problem.Detail}", done.Evidence, done.Usage));
        }
        catch (WeftProblemException again)
        {
            shop.Log.Warn($"the failure was refused too ({again.Code})", _task, again);
        }
    }

    private static string Short(string reason) => reason.Length <= 1000 ? reason : reason[..1000];

    private static string Words(TaskEnd end) => end switch
    {
        TaskEnd.Done { Commit: { } commit } => $"submitted {commit}",
        TaskEnd.Done => "submitted",
        TaskEnd.Failed failed => $"failed: {failed.Reason}",
        TaskEnd.HandedBack back => $"handed back: {back.Reason}",
        _ => "abandoned: the lease is gone",
    };
}
