using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Agents;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>Saves a command's checkpoint folder on the server; the answer is a line for the command.</summary>
internal sealed class CheckpointSaver(Workshop shop, OwnTask held)
{
    public async Task<string> SaveAsync(TaskFolder folder, ControlLine.Checkpoint asked)
    {
        var archive = Path.Combine(folder.Root, "saving.tar");
        try
        {
            var source = ContainedPath.Resolve(folder.Root, Path.GetRelativePath(folder.Root, folder.Checkpoint).Replace('\\', '/'));
            await CheckpointArchive.WriteAsync(source, archive, held.Lost);
            var hash = await shop.Client.PutBlobFileAsync(archive, held.Lost);
            var request = new CheckpointRequest(shop.Settings.Id, held.Task.Token, asked.Name, hash, asked.Percent);
            await shop.Client.SaveCheckpointAsync(held.Task.Workflow, held.Task.Task, request, cancellation: held.Lost);
            return $"saved {asked.Name}";
        }
        catch (Exception e) when (e is PathRefusedException or IOException or UnauthorizedAccessException or WeftProblemException or OperationCanceledException)
        {
            shop.Log.Warn("a checkpoint was not saved", held.Task, e);
            return $"refused {asked.Name} {e.Message}";
        }
        finally
        {
            File.Delete(archive);
        }
    }
}
