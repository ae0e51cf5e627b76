using System.Globalization;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Git;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>One attempt's folder made ready: checkout, inputs, checkpoint, task file.</summary>
internal sealed class Workplace
{
    private Workplace(TaskFolder folder, TaskWorktree? worktree)
    {
        Folder = folder;
        Worktree = worktree;
    }

    public TaskFolder Folder { get; }

    /// <summary>Null where the workflow has no repository: the command then runs in an empty folder.</summary>
    public TaskWorktree? Worktree { get; }

    public static async Task<Workplace> PrepareAsync(Workshop shop, ClaimedTask task, CancellationToken stop)
    {
        // The token tells two grants of one attempt apart: the folder of the one may still be in use when the other begins.
        var folder = shop.Home.FolderOf($"{task.Workflow}-{task.Task}-{task.Token}", task.Attempt);
        folder.Create();
        var checkout = CheckOutAsync(shop, task, folder, stop);
        var files = Task.WhenAll([RestoreAsync(shop, task, folder, stop), .. task.Inputs.Select(input => FetchAsync(shop, input, folder, stop))]);
        try
        {
            await Task.WhenAll(checkout, files);
        }
        catch
        {
            if (checkout.IsCompletedSuccessfully)
                await new Workplace(folder, checkout.Result).RemoveAsync();
            else
                folder.Remove();
            throw;
        }
        var place = new Workplace(folder, checkout.Result);
        await File.WriteAllTextAsync(folder.TaskFile, TaskDocument.Of(task, shop.Settings.Id, folder, task.Kind == TaskKinds.Check ? null : place.Worktree?.Branch).ToJson(), stop);
        return place;
    }

    public async Task RemoveAsync()
    {
        if (Worktree is not null)
            await Worktree.RemoveAsync(CancellationToken.None);
        Folder.Remove();
    }

    private static async Task<TaskWorktree?> CheckOutAsync(Workshop shop, ClaimedTask task, TaskFolder folder, CancellationToken stop)
    {
        if (task.Repository is not { } repository)
        {
            Directory.CreateDirectory(folder.Work);
            return null;
        }
        var clone = await shop.CloneAsync(repository.Remote, stop);
        var request = new WorktreeRequest(task.Workflow, task.Task, task.Attempt, task.BaseCommit ?? repository.BaseCommit, folder.Work)
        {
            Detached = task.Kind == TaskKinds.Check,
            Grant = task.Token.ToString(CultureInfo.InvariantCulture),
        };
        return await TaskWorktree.CreateAsync(clone, request, stop);
    }

    private static async Task FetchAsync(Workshop shop, Artifact input, TaskFolder folder, CancellationToken stop)
    {
        var path = ContainedPath.Resolve(folder.Inputs, input.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await shop.Client.GetBlobFileAsync(input.Hash, path, stop);
    }

    private static async Task RestoreAsync(Workshop shop, ClaimedTask task, TaskFolder folder, CancellationToken stop)
    {
        if (task.Checkpoint?.Hash is not { } hash)
            return;
        var archive = Path.Combine(folder.Root, "checkpoint.tar");
        await shop.Client.GetBlobFileAsync(hash, archive, stop);
        await CheckpointArchive.ReadAsync(archive, folder.Checkpoint, stop);
        File.Delete(archive);
    }
}
