using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Git;

namespace Weft.Worker.Merges;

/// <summary>Tells the server of a conflict: every side of every path as a blob, so that somebody without the repository can answer.</summary>
internal sealed class ConflictReport(Workshop shop, OwnTask held)
{
    public async Task SendAsync(WorkerClone clone, MergeOutcome.Conflicted conflict)
    {
        var files = new List<ConflictFile>();
        foreach (var file in conflict.Files)
            files.Add(new ConflictFile(file.Path, KindOf(file), await PutAsync(file.Base), await PutAsync(file.Ours), await PutAsync(file.Theirs), await PutAsync(file.Marked)));
        var common = await GitProcess.RunAsync(clone.Call("merge-base", RefName.Commit(conflict.Ours), RefName.Commit(conflict.Theirs)), held.Stop);
        var request = new ConflictedRequest(shop.Settings.Id, held.Task.Token, common.Succeeded ? common.Line : null, conflict.Ours, conflict.Theirs, files);
        var answer = await shop.Client.ReportConflictAsync(held.Task.Workflow, held.Task.Task, request, cancellation: held.Lost);
        shop.Log.Info($"conflict {answer.Id} in {string.Join(", ", conflict.Files.Take(5).Select(file => file.Path))}", held.Task);
    }

    /// <summary>git's names for conflicts, as the API has them.</summary>
    internal static string KindOf(ConflictedFile file) => file switch
    {
        { IsBinary: true } => "binary",
        { Kind: "content" } => "content",
        { Kind: "add/add" } => "addAdd",
        { Kind: "modify/delete" } => "modifyDelete",
        _ when file.Kind.StartsWith("rename", StringComparison.Ordinal) => "rename",
        _ => "other",
    };

    private async Task<string?> PutAsync(byte[]? content) => content is null ? null : await shop.Client.PutBlobAsync(content, held.Lost);
}
