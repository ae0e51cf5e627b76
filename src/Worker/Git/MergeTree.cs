using System.Globalization;

namespace Weft.Worker.Git;

/// <summary>One side of a conflicted path: a blob and its mode.</summary>
public sealed record Stage(string Mode, string Id);

/// <summary>A path that git could not merge, with the stages it has and what git calls the conflict.</summary>
public sealed record ConflictedPath(string Path, Stage? Base, Stage? Ours, Stage? Theirs, string Kind, string Message);

/// <summary>What a merge without a work tree gave: a tree, and what in it is in conflict.</summary>
public sealed record MergedTree(string Tree, IReadOnlyList<ConflictedPath> Conflicts)
{
    public bool IsClean => Conflicts.Count == 0;
}

/// <summary>git's own three-way merge (merge-ort), in the object store alone.</summary>
internal static class MergeTree
{
    public static async Task<MergedTree> RunAsync(WorkerClone clone, string ours, string theirs, CancellationToken cancellation)
    {
        var call = clone.Call("merge-tree", "--write-tree", "-z", "--messages", RefName.Commit(ours), RefName.Commit(theirs));
        var result = await GitProcess.RunAsync(call, cancellation);
        if (result.ExitCode is not (0 or 1) || result.Output.Length == 0)
            throw new GitException(call, result);
        var fields = result.Text.Split('\0');
        return new MergedTree(RefName.Commit(fields[0]), result.ExitCode == 0 ? [] : Conflicts(fields));
    }

    private static List<ConflictedPath> Conflicts(string[] fields)
    {
        var stages = new SortedDictionary<string, Stage?[]>(StringComparer.Ordinal);
        var at = 1;
        for (; at < fields.Length && fields[at].Length > 0; at++)
            AddStage(stages, fields[at]);
        var messages = Messages(fields, at + 1);
        return [.. stages.Select(entry => Path(entry.Key, entry.Value, messages))];
    }

    /// <summary><c>mode id stage TAB path</c></summary>
    private static void AddStage(SortedDictionary<string, Stage?[]> stages, string field)
    {
        var tab = field.IndexOf('\t', StringComparison.Ordinal);
        var parts = field[..tab].Split(' ');
        var path = field[(tab + 1)..];
        if (!stages.TryGetValue(path, out var sides))
            stages[path] = sides = new Stage?[3];
        sides[int.Parse(parts[2], CultureInfo.InvariantCulture) - 1] = new Stage(parts[0], parts[1]);
    }

    /// <summary><c>number, that many paths, short type, message</c>, again and again. The first conflict that names a path is its kind.</summary>
    private static Dictionary<string, (string Kind, string Message)> Messages(string[] fields, int at)
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        while (at < fields.Length && int.TryParse(fields[at], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && at + count + 2 < fields.Length)
        {
            var kind = fields[at + count + 1];
            if (kind.StartsWith("CONFLICT", StringComparison.Ordinal))
            {
                foreach (var path in fields.AsSpan(at + 1, count))
                    found.TryAdd(path, (KindOf(kind), fields[at + count + 2].Trim()));
            }
            at += count + 3;
        }
        return found;
    }

    private static ConflictedPath Path(string path, Stage?[] sides, Dictionary<string, (string Kind, string Message)> messages)
    {
        var (kind, message) = messages.TryGetValue(path, out var said) ? said : ("conflict", $"Merge conflict in {path}");
        if (kind == "content" && sides[0] is null)
            kind = "add/add";
        return new ConflictedPath(path, sides[0], sides[1], sides[2], kind, message);
    }

    /// <summary><c>CONFLICT (modify/delete)</c> becomes <c>modify/delete</c>; <c>contents</c> is said as <c>content</c>.</summary>
    private static string KindOf(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var kind = open < 0 ? type : type[(open + 1)..].TrimEnd(')');
        return kind == "contents" ? "content" : kind;
    }
}
