using Weft.Worker.Git;

namespace Weft.Worker.Isolation;

/// <summary>
/// One attempt's folder: the checkout in <c>work</c>, and beside it, where no commit can pick it up, <c>.weft</c> with the files
/// through which worker and command talk.
/// </summary>
public sealed class TaskFolder(string root)
{
    public string Root { get; } = root;

    /// <summary>The git worktree, in which the command runs.</summary>
    public string Work => Path.Combine(Root, "work");

    public string Exchange => Path.Combine(Root, ".weft");

    public string TaskFile => Path.Combine(Exchange, "task.json");

    public string Inputs => Path.Combine(Exchange, "inputs");

    public string Outputs => Path.Combine(Exchange, "outputs");

    public string Checkpoint => Path.Combine(Exchange, "checkpoint");

    /// <summary>The command appends lines here…</summary>
    public string Control => Path.Combine(Exchange, "control");

    /// <summary>…and the worker answers here.</summary>
    public string Answers => Path.Combine(Exchange, "answers");

    private string KeptMark => Path.Combine(Root, "kept");

    public bool IsKept => File.Exists(KeptMark);

    public DateTime KeptAt => File.GetLastWriteTimeUtc(KeptMark);

    public void Create()
    {
        CloneUpkeep.Remove(Root);
        foreach (var folder in new[] { Exchange, Inputs, Outputs, Checkpoint })
            Directory.CreateDirectory(folder);
        File.WriteAllBytes(Control, []);
        File.WriteAllBytes(Answers, []);
    }

    /// <summary>Leaves the folder for a person to look at, with the reason in it.</summary>
    public string Keep(string reason)
    {
        File.WriteAllText(KeptMark, reason + "\n");
        return Root;
    }

    public void Remove() => CloneUpkeep.Remove(Root);
}
