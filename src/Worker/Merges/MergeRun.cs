using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Git;

namespace Weft.Worker.Merges;

/// <summary>
/// Merges a submitted branch into the integration branch and reports it. Killed at any point it is done again: the merge's trailer
/// on the branch says whether it had happened.
/// </summary>
internal sealed class MergeRun(Workshop shop, OwnTask held)
{
    private readonly ClaimedTask _task = held.Task;
    private readonly MergeOrder _order = held.Task.Merge ?? throw new GitException("the merge task says nothing of what to merge");
    private readonly Repository _repository = held.Task.Repository ?? throw new GitException("the merge task has no repository");

    public async Task RunAsync()
    {
        var clone = await shop.CloneAsync(_repository.Remote, held.Stop);
        var merger = new Merger(clone)
        {
            Intending = async (onto, cancellation) =>
            {
                var changed = await clone.ChangedAsync(onto, _order.Commit, cancellation);
                var intent = new MergeIntentRequest(shop.Settings.Id, _task.Token, onto, changed.Told, changed.Untold);
                await shop.Client.IntendMergeAsync(_task.Workflow, _task.Task, intent, cancellation: cancellation);
            },
        };
        var request = new MergeRequest(_task.Workflow, _order.Of, _order.Attempt, _order.Commit, $"Merge {_order.Of} of {_task.WorkflowName}", Signature.Agent(_order.Author, shop.Time.GetUtcNow()))
        {
            Start = _repository.BaseCommit,
            IntegrationBranch = _repository.IntegrationBranch,
        };
        var outcome = await merger.MergeAsync(request, await ResolutionAsync(), held.Stop);
        if (outcome is MergeOutcome.ResolutionRefused refused)
        {
            // Whoever answered is asked again: the same conflict, anew.
            shop.Log.Warn($"the answer to the conflict cannot be used: {refused.Path}: {refused.Reason}", _task);
            outcome = await merger.MergeAsync(request, null, held.Stop);
        }
        await ReportAsync(clone, outcome);
    }

    private async Task ReportAsync(WorkerClone clone, MergeOutcome outcome)
    {
        held.BeginReport();
        switch (outcome)
        {
            case MergeOutcome.Merged merged:
                await MergedAsync(merged.Commit, merged.AlreadyThere ? "merged by an earlier run" : "merged");
                break;
            case MergeOutcome.NothingToMerge nothing:
                await MergedAsync(nothing.Head, "nothing to merge");
                break;
            case MergeOutcome.Conflicted conflicted:
                await new ConflictReport(shop, held).SendAsync(clone, conflicted);
                break;
            default:
                throw new GitException("the merge could be neither made nor described");
        }
    }

    private async Task MergedAsync(string commit, string how)
    {
        await shop.Client.ReportMergedAsync(_task.Workflow, _task.Task, new MergedRequest(shop.Settings.Id, _task.Token, commit), cancellation: held.Lost);
        shop.Log.Info($"{how} as {commit}", _task);
    }

    /// <summary>A person's answer, with the integration commit that the person saw.</summary>
    private async Task<Resolution?> ResolutionAsync()
    {
        if (_order is not { ConflictId: { } conflict, Onto: { } onto, Resolution.Count: > 0 })
            return null;
        var files = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var file in _order.Resolution)
            files[file.Path] = file.Hash is null ? null : await shop.Client.GetBlobAsync(file.Hash, held.Stop);
        return new Resolution(conflict, onto, files);
    }
}
