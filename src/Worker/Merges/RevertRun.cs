using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Git;

namespace Weft.Worker.Merges;

/// <summary>Brings the integration branch back to an earlier tree by new commits on top; history is never taken away.</summary>
internal sealed class RevertRun(Workshop shop, OwnTask held)
{
    private readonly ClaimedTask _task = held.Task;
    private readonly RevertOrder _order = held.Task.Revert ?? throw new GitException("the revert task says nothing of what to revert");
    private readonly Repository _repository = held.Task.Repository ?? throw new GitException("the revert task has no repository");

    public async Task RunAsync()
    {
        var clone = await shop.CloneAsync(_repository.Remote, held.Stop);
        var commits = await ToUndoAsync(clone);
        var request = new RevertRequest(_task.Workflow, _task.Task, commits, $"Roll {_task.WorkflowName} back to {_order.To}", Signature.Agent(shop.Settings.Id, shop.Time.GetUtcNow()))
        {
            IntegrationBranch = _repository.IntegrationBranch,
        };
        var outcome = await new Reverter(clone).RevertAsync(request, held.Stop);
        var commit = outcome switch
        {
            RevertOutcome.Reverted reverted => reverted.Commit,
            RevertOutcome.NothingToRevert nothing => nothing.Head ?? _order.TargetCommit,
            RevertOutcome.Conflicted conflicted => throw new GitException($"{conflicted.Commit} cannot be undone: later work changed the same places of {string.Join(", ", conflicted.Files.Take(5).Select(file => file.Path))}"),
            _ => throw new GitException("the roll back could be neither made nor described"),
        };
        held.BeginReport();
        await shop.Client.ReportRevertedAsync(_task.Workflow, _task.Task, new MergedRequest(shop.Settings.Id, _task.Token, commit), cancellation: held.Lost);
        shop.Log.Info($"rolled back to {_order.To} as {commit}", _task);
    }

    /// <summary>Everything on the branch's own line since the commit that it shall look like again: also a merge that landed after the roll back was asked for.</summary>
    private async Task<IReadOnlyList<string>> ToUndoAsync(WorkerClone clone)
    {
        if (await clone.FetchAsync(_repository.IntegrationBranch, held.Stop) is not { } head)
            return _order.UndoCommits;
        await clone.RequireAsync(_order.TargetCommit, held.Stop);
        var since = await clone.DemandAsync(clone.Call("rev-list", "--first-parent", $"{RefName.Commit(_order.TargetCommit)}..{head}"), held.Stop);
        return [.. since.Line.Split('\n', StringSplitOptions.RemoveEmptyEntries).Concat(_order.UndoCommits).Distinct(StringComparer.Ordinal)];
    }
}
