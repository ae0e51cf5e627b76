using System.Text;
using Weft.Contracts;
using Weft.Worker.Isolation;

namespace Weft.Worker.Git;

/// <summary>Builds the tree of a merge whose conflicts somebody has settled.</summary>
internal sealed class ResolutionApplier(WorkerClone clone)
{
    private const string Submodule = "160000";
    private const string PlainFile = "100644";

    /// <summary>
    /// The tree; or a refusal; or neither, when the integration branch has moved so that the conflict is another one now.
    /// </summary>
    public async Task<(string? Tree, MergeOutcome.ResolutionRefused? Refusal)> ApplyAsync(Resolution resolution, string head, string theirs, CancellationToken cancellation)
    {
        var seen = RefName.Commit(resolution.Ours);
        if (!await clone.HasAsync(seen, cancellation) || !await clone.IsAncestorAsync(seen, head, cancellation))
            return (null, null);
        var merged = await MergeTree.RunAsync(clone, seen, theirs, cancellation);
        var files = await ConflictReader.ReadAsync(clone, merged, new Dictionary<string, string>(), cancellation);
        if (Refusal(resolution, merged, files) is { } refusal)
            return (null, refusal);
        var tree = await BuildAsync(resolution, merged, cancellation);
        return (seen == head ? tree : await CarryAsync(tree, seen, theirs, head, cancellation), null);
    }

    /// <summary>Merges the settled merge with what came in since: its base is the integration commit that the resolver saw.</summary>
    private async Task<string?> CarryAsync(string tree, string seen, string theirs, string head, CancellationToken cancellation)
    {
        var settled = await CommitWriter.WriteAsync(clone, tree, [seen, theirs], "settled\n", Signature.Weft(DateTimeOffset.UnixEpoch), cancellation);
        var merged = await MergeTree.RunAsync(clone, head, settled, cancellation);
        return merged.IsClean ? merged.Tree : null;
    }

    private static MergeOutcome.ResolutionRefused? Refusal(Resolution resolution, MergedTree merged, IReadOnlyList<ConflictedFile> files)
    {
        // git itself named the conflicted paths; whatever else the resolution touches has to be a path that is safe anywhere.
        foreach (var path in resolution.Files.Keys.Except(merged.Conflicts.Select(conflict => conflict.Path), StringComparer.Ordinal))
        {
            if (ContainedPath.Refusal(path) is { } reason)
                return new(path, reason);
        }
        foreach (var (path, file) in merged.Conflicts.Zip(files))
        {
            if (new[] { path.Base, path.Ours, path.Theirs }.Any(stage => stage?.Mode == Submodule))
                return new(path.Path, "a submodule cannot be settled by a content");
            if (!resolution.Files.TryGetValue(path.Path, out var content))
                return new(path.Path, "this path is in conflict and the resolution does not name it");
            if (content is not null && LeftMarkers.FirstSet(content, new[] { file.Base, file.Ours, file.Theirs }.OfType<byte[]>()) is { } line)
                return new(path.Path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {line}: conflict markers are still there"));
        }
        return null;
    }

    private async Task<string> BuildAsync(Resolution resolution, MergedTree merged, CancellationToken cancellation)
    {
        var index = Path.Combine(clone.GitDirectory, $"index-{Guid.NewGuid():N}");
        try
        {
            var modes = merged.Conflicts.ToDictionary(path => path.Path, path => (path.Ours ?? path.Theirs ?? path.Base)?.Mode, StringComparer.Ordinal);
            await clone.DemandAsync(clone.Call("read-tree", merged.Tree) with { IndexFile = index }, cancellation);
            var entries = new StringBuilder();
            foreach (var (path, content) in resolution.Files)
                entries.Append(await EntryAsync(merged.Tree, path, content, modes.GetValueOrDefault(path), cancellation)).Append('\0');
            var update = clone.Call("update-index", "-z", "--add", "--replace", "--index-info") with { IndexFile = index, Input = Encoding.UTF8.GetBytes(entries.ToString()) };
            await clone.DemandAsync(update, cancellation);
            return (await clone.DemandAsync(clone.Call("write-tree") with { IndexFile = index }, cancellation)).Line;
        }
        finally
        {
            File.Delete(index);
        }
    }

    private async Task<string> EntryAsync(string tree, string path, byte[]? content, string? mode, CancellationToken cancellation)
    {
        if (content is null)
            return $"0 {new string('0', tree.Length)}\t{path}";
        var written = await clone.DemandAsync(clone.Call("hash-object", "-w", "--stdin") with { Input = content }, cancellation);
        return $"{mode ?? PlainFile} {RefName.Commit(written.Line)}\t{path}";
    }
}
