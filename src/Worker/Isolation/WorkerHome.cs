using Weft.Worker.Git;

namespace Weft.Worker.Isolation;

/// <summary>The folder is in use by another worker.</summary>
public sealed class HomeInUseException(string folder) : Exception($"another worker uses {folder}: give this one a folder or a name of its own");

/// <summary>
/// A worker's own folder: its clones and its tasks. Held exclusively while the worker lives; the hold ends with the process,
/// however that ends, so the next worker finds it free and clears what was left.
/// </summary>
public sealed class WorkerHome : IDisposable
{
    private const int KeptAtMost = 20;
    private readonly FileStream _hold;

    private WorkerHome(string folder, FileStream hold)
    {
        Folder = folder;
        _hold = hold;
    }

    public string Folder { get; }

    public string Repositories => Path.Combine(Folder, "repositories");

    public string Tasks => Path.Combine(Folder, "tasks");

    public static WorkerHome Open(string folder)
    {
        var full = Path.GetFullPath(folder);
        CreatePrivate(full);
        FileStream hold;
        try
        {
            hold = new FileStream(Path.Combine(full, "worker.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new HomeInUseException(full);
        }
        var home = new WorkerHome(full, hold);
        CreatePrivate(home.Repositories);
        CreatePrivate(home.Tasks);
        home.ClearLeftOvers();
        return home;
    }

    public TaskFolder FolderOf(string task, int attempt) =>
        new(Path.Combine(Tasks, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{BranchNames.Part(task)}-{attempt}")));

    public void Dispose() => _hold.Dispose();

    /// <summary>What a killed worker was doing goes (its last checkpoint is on the server); what failed was kept on purpose stays, the newest ones.</summary>
    private void ClearLeftOvers()
    {
        var folders = Directory.EnumerateDirectories(Tasks).Select(folder => new TaskFolder(folder)).ToList();
        var kept = folders.Where(folder => folder.IsKept).OrderByDescending(folder => folder.KeptAt).Take(KeptAtMost).Select(folder => folder.Root).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in folders.Where(folder => !kept.Contains(folder.Root)))
            folder.Remove();
    }

    /// <summary>Only the worker's user may look in: parameters and outputs are nobody else's.</summary>
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
