using System.Text;

namespace Weft.Worker.Git;

/// <summary>
/// Brings a worker's clone back to a known state: what a killed worker left locked, and what a task's command may have written
/// into the repository that its worktree shares. Only the holder of the worker's folder may call it.
/// </summary>
internal static class CloneUpkeep
{
    private const string Plain = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";
    private const string Sha256 = "[core]\n\trepositoryformatversion = 1\n\tfilemode = true\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n";

    private static readonly string[] PlacesOfLocks = ["", "refs", "worktrees", "objects/info", "info"];

    public static bool IsUsable(string gitDirectory) =>
        File.Exists(Path.Combine(gitDirectory, "HEAD")) && Directory.Exists(Path.Combine(gitDirectory, "objects")) && Directory.Exists(Path.Combine(gitDirectory, "refs"));

    /// <summary>Configuration, hooks and attributes are ours alone: a command that wrote its own finds them gone.</summary>
    public static void Restore(string gitDirectory)
    {
        var file = Path.Combine(gitDirectory, "config");
        var usesSha256 = File.Exists(Path.Combine(gitDirectory, "weft-sha256"));
        var wanted = Encoding.ASCII.GetBytes(usesSha256 ? Sha256 : Plain);
        if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(wanted))
            File.WriteAllBytes(file, wanted);
        Remove(Path.Combine(gitDirectory, "hooks"));
        foreach (var name in new[] { "info/attributes", "info/exclude", "info/grafts", "info/sparse-checkout", "config.worktree", "objects/info/alternates", "shallow.lock" })
        {
            var unwanted = Path.Combine(gitDirectory, name);
            if (File.Exists(unwanted))
                File.Delete(unwanted);
        }
    }

    public static void MarkSha256(string gitDirectory) => File.WriteAllBytes(Path.Combine(gitDirectory, "weft-sha256"), []);

    /// <summary>No git of this folder runs any more when it is opened: every lock in it is a left-over.</summary>
    public static void RemoveLocks(string gitDirectory)
    {
        foreach (var place in PlacesOfLocks)
        {
            var folder = Path.Combine(gitDirectory, place);
            if (!Directory.Exists(folder))
                continue;
            var depth = place is "refs" or "worktrees" ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
            foreach (var file in Directory.EnumerateFiles(folder, "*.lock", depth))
                File.Delete(file);
        }
    }

    /// <summary>Forgets worktrees whose folder is gone, locked or not (<c>git worktree prune</c> spares locked ones).</summary>
    public static void ForgetLostWorktrees(string gitDirectory)
    {
        var folder = Path.Combine(gitDirectory, "worktrees");
        if (!Directory.Exists(folder))
            return;
        foreach (var administration in Directory.EnumerateDirectories(folder))
        {
            var pointer = Path.Combine(administration, "gitdir");
            if (!File.Exists(pointer) || !File.Exists(File.ReadAllText(pointer).Trim()))
                Remove(administration);
        }
    }

    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            MakeWritable(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Package caches and git's own objects are read-only; a folder without write permission cannot be emptied.</summary>
    private static void MakeWritable(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", options).Prepend(folder))
        {
            if (OperatingSystem.IsWindows())
                File.SetAttributes(entry, FileAttributes.Normal);
            else if (Directory.Exists(entry))
                File.SetUnixFileMode(entry, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
