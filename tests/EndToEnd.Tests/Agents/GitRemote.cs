using System.Diagnostics;
using Shouldly;

namespace Weft.EndToEnd.Tests.Agents;

/// <summary>A bare repository with one commit, looked at with plain git.</summary>
internal sealed class GitRemote
{
    private readonly string _folder;

    public GitRemote(string folder, params (string Path, string Text)[] files)
    {
        _folder = folder;
        Directory.CreateDirectory(Address);
        Directory.CreateDirectory(User);
        Run(Address, "init", "-q", "--bare", "-b", "main");
        Run(User, "init", "-q", "-b", "main");
        Run(User, "config", "user.name", "Ada");
        Run(User, "config", "user.email", "ada@example.org");
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(User, path))!);
            File.WriteAllText(Path.Combine(User, path), text);
        }
        Run(User, "add", "-A");
        Run(User, "commit", "-q", "--allow-empty", "-m", "Begin");
        Run(User, "push", "-q", Address, "HEAD:refs/heads/main");
        Base = Run(User, "rev-parse", "HEAD");
    }

    public string Address => Path.Combine(_folder, "remote.git");

    public string Base { get; }

    private string User => Path.Combine(_folder, "user");

    public string In(params string[] arguments) => Run(Address, arguments);

    public string Show(string branch, string path) => Run(Address, "show", $"{branch}:{path}");

    /// <summary>Subjects of the branch's own line, newest first.</summary>
    public string[] Line(string branch) => Run(Address, "log", "--first-parent", "--format=%s", branch).Split('\n');

    private static string Run(string folder, params string[] arguments)
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
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
        return output.TrimEnd('\n');
    }
}
