using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Isolation;

namespace Weft.Worker.Tasks;

/// <summary>Uploads what the command left in its outputs folder: one artifact a file, by the file's name.</summary>
internal sealed class TaskOutputs(WeftClient client)
{
    private const int MaxOutputs = 1000;

    public async Task<IReadOnlyList<OutputArtifact>> UploadAsync(TaskFolder folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder.Outputs))
            return [];
        var names = Directory.EnumerateFileSystemEntries(folder.Outputs).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        if (names.Count > MaxOutputs)
            throw new PathRefusedException(folder.Outputs, $"a task has at most {MaxOutputs} outputs");
        return await Task.WhenAll(names.Select(name => UploadAsync(folder, name, cancellation)));
    }

    private async Task<OutputArtifact> UploadAsync(TaskFolder folder, string name, CancellationToken cancellation)
    {
        var path = ContainedPath.Resolve(folder.Root, $"{Path.GetRelativePath(folder.Root, folder.Outputs).Replace('\\', '/')}/{name}");
        if (Directory.Exists(path))
            throw new PathRefusedException(name, "an output is a file, not a folder");
        long size;
        await using (var file = await RegularFile.OpenAsync(path, name))
            size = file.Length;
        if (size > WeftClient.MaxBlobBytes)
            throw new PathRefusedException(name, $"an output has at most {WeftClient.MaxBlobBytes} bytes");
        return new OutputArtifact(name, await client.PutBlobFileAsync(path, cancellation), size);
    }
}
