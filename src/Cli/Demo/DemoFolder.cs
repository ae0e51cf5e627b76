namespace Weft.Cli.Demo;

/// <summary>Where everything of one demo is: nothing outside of it is written.</summary>
public sealed class DemoFolder(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The small project that the agents work on.</summary>
    public string Repository => Path.Combine(Root, "notes");

    /// <summary>The scripted agents' command and edits.</summary>
    public string Agents => Path.Combine(Root, "agents");

    /// <summary>Events, wall times and metrics of both runs, as JSON.</summary>
    public string Results => Path.Combine(Root, "results");

    public string Data => Path.Combine(Root, "data");

    /// <summary>The agents' clones, worktrees and logs.</summary>
    public string Homes => Path.Combine(Root, "homes");

    public string Remotes => Path.Combine(Data, "remotes");

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "Demo");

    public static string Answer(string path) => Path.Combine(Shipped, "Answers", path);

    /// <summary>A fresh folder; a named one must be new or empty, so that nobody's files are mixed in.</summary>
    public static DemoFolder Create(string? named)
    {
        var root = named ?? Path.Combine(Path.GetTempPath(), $"weft-demo-{Guid.NewGuid().ToString("N")[..8]}");
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
        {
            throw new WrongUsageException($"{root} is not empty; name a folder that is not there yet");
        }

        var folder = new DemoFolder(root);
        Directory.CreateDirectory(folder.Root);
        Directory.CreateDirectory(folder.Results);
        CopyAll(Path.Combine(Shipped, "Repository"), folder.Repository);
        CopyAll(Path.Combine(Shipped, "Agents"), folder.Agents);
        return folder;
    }

    /// <summary>Of the demo's own making, and of nothing else.</summary>
    public void RemoveWorkings() => Array.ForEach([Data, Homes, Agents], Remove);

    public void RemoveAll()
    {
        RemoveWorkings();
        Remove(Repository);
        Remove(Results);
        if (!Directory.EnumerateFileSystemEntries(Root).Any())
        {
            Directory.Delete(Root);
        }
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from))
        {
            CopyAll(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // git keeps its objects read-only.
        foreach (var file in OperatingSystem.IsWindows() ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(folder, recursive: true);
    }
}
