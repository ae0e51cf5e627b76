using System.Diagnostics;
using Weft.Worker.Git;

namespace Weft.Worker.Tests.Git;

/// <summary>
/// A folder of its own with a bare remote and an ordinary clone of it, worked on with plain git as a person would: what our code
/// does is compared with what git does.
/// </summary>
public sealed class Scene : IAsyncDisposable
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly List<WorkerClone> _clones = [];

    public Scene()
    {
        Folder = Directory.CreateTempSubdirectory("weft-git-").FullName;
        Directory.CreateDirectory(Remote);
        Directory.CreateDirectory(User);
        Run(Remote, "init", "-q", "--bare", "-b", "main");
        Run(User, "init", "-q", "-b", "main");
        Run(User, "config", "user.name", "Ada");
        Run(User, "config", "user.email", "ada@example.org");
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Folder { get; }

    public string Remote => Path.Combine(Folder, "remote.git");

    public string User => Path.Combine(Folder, "user");

    public Signature Agent { get; } = Signature.Agent("Grace", At);

    /// <summary>Writes files (null: removes), commits them in the user's clone and answers the commit.</summary>
    public string Commit(string subject, params (string Path, string? Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(User, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (text is null)
                File.Delete(full);
            else
                File.WriteAllText(full, text);
        }
        Run(User, "add", "-A");
        Run(User, "commit", "-q", "--allow-empty", "-m", subject);
        return Run(User, "rev-parse", "HEAD");
    }

    /// <summary>A commit on top of another, pushed as the branch of a task.</summary>
    public string Submit(string task, string from, params (string Path, string? Text)[] files)
    {
        Run(User, "fetch", "-q", Remote, "+refs/heads/*:refs/remotes/shared/*");
        Run(User, "checkout", "-q", "--detach", from);
        var commit = Commit($"Work of {task}", files);
        Run(User, "push", "-q", Remote, $"{commit}:refs/heads/{BranchNames.TaskOf("wf", task, 1)}");
        return commit;
    }

    public void Push(string commit, string branch) => Run(User, "push", "-q", "-f", Remote, $"{commit}:refs/heads/{branch}");

    public string InRemote(params string[] arguments) => Run(Remote, arguments);

    public async Task<WorkerClone> CloneAsync(string name)
    {
        var clone = await WorkerClone.OpenAsync(Path.Combine(Folder, name), Remote, Cancellation);
        _clones.Add(clone);
        return clone;
    }

    public MergeRequest Request(string task, string commit, string? start = null) =>
        new("wf", task, 1, commit, $"Merge {task}", Agent) { Start = start };

    public static string Run(string folder, params string[] arguments)
    {
        var (code, output, error) = Try(folder, arguments);
        return code == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error}");
    }

    public static (int Code, string Output, string Error) Try(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public ValueTask DisposeAsync()
    {
        foreach (var clone in _clones)
            clone.Dispose();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
