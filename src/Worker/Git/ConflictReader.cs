using System.Text;

namespace Weft.Worker.Git;

/// <summary>Fetches the contents that belong to conflicted paths.</summary>
internal static class ConflictReader
{
    public const long MaxFileBytes = 4L * 1024 * 1024;
    private const string Submodule = "160000";

    public static async Task<IReadOnlyList<ConflictedFile>> ReadAsync(WorkerClone clone, MergedTree merged, IReadOnlyDictionary<string, string> labels, CancellationToken cancellation)
    {
        var names = merged.Conflicts
            .SelectMany(path => new[] { path.Base, path.Ours, path.Theirs }.OfType<Stage>().Where(stage => stage.Mode != Submodule).Select(stage => stage.Id).Append($"{merged.Tree}:{path.Path}"));
        var blobs = await BlobReader.ReadAsync(clone, names, MaxFileBytes, cancellation);
        return [.. merged.Conflicts.Select(path => File(path, merged.Tree, blobs, labels))];
    }

    private static ConflictedFile File(ConflictedPath path, string tree, IReadOnlyDictionary<string, byte[]> blobs, IReadOnlyDictionary<string, string> labels)
    {
        var sides = new[] { path.Base, path.Ours, path.Theirs };
        var contents = sides.Select(stage => stage is null ? null : blobs.GetValueOrDefault(stage.Id)).ToArray();
        var isOmitted = sides.Where((stage, i) => stage is not null && contents[i] is null).Any();
        var isBinary = contents.Any(content => content is not null && content.AsSpan(0, Math.Min(content.Length, 8000)).Contains((byte)0));
        var marked = isBinary ? null : Labelled(blobs.GetValueOrDefault($"{tree}:{path.Path}"), labels);
        return new ConflictedFile(path.Path, isBinary && path.Kind == "content" ? "binary" : path.Kind, path.Message, contents[0], contents[1], contents[2], marked, isBinary, isOmitted);
    }

    /// <summary>git labels the sides by what it was given, commit ids; people read better what those commits are.</summary>
    private static byte[]? Labelled(byte[]? marked, IReadOnlyDictionary<string, string> labels)
    {
        if (marked is null)
            return null;
        // Latin-1 keeps every byte, whatever the file's encoding is.
        var lines = Encoding.Latin1.GetString(marked).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("<<<<<<< ", StringComparison.Ordinal) && !lines[i].StartsWith(">>>>>>> ", StringComparison.Ordinal))
                continue;
            foreach (var (commit, label) in labels)
                lines[i] = lines[i].Replace(commit, label, StringComparison.Ordinal);
        }
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }
}
