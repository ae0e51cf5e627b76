using System.Diagnostics;

namespace Weft.Cli.Demo;

/// <param name="Subject">of the commit's message</param>
public sealed record DemoCommit(string Commit, string Author, string Subject);

/// <summary>git for the demo's own repository, with an identity of its own and nobody's configuration.</summary>
public static class DemoGit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task InitialiseAsync(string repository, CancellationToken cancellation)
    {
        await RunAsync(repository, ["init", "--quiet", "--initial-branch=main"], cancellation);
        await RunAsync(repository, ["add", "--all"], cancellation);
        await RunAsync(repository, ["commit", "--quiet", "--message=Keep notes over HTTP"], cancellation);
    }

    /// <summary>The branch's own line, newest first.</summary>
    public static async Task<IReadOnlyList<DemoCommit>> LogAsync(string repository, string branch, CancellationToken cancellation)
    {
        var text = await RunAsync(repository, ["log", "--first-parent", "--format=%H%x1f%an%x1f%s", branch, "--"], cancellation);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\x1f')).Select(parts => new DemoCommit(parts[0], parts[1], parts[2]))];
    }

    private static async Task<string> RunAsync(string repository, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = repository, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            start.Environment[$"GIT_{who}_NAME"] = "Weft demo";
            start.Environment[$"GIT_{who}_EMAIL"] = "demo@weft.invalid";
        }

        using var git = Process.Start(start) ?? throw new FailedException("git could not be started");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var errors = git.StandardError.ReadToEndAsync(limit.Token);
        var output = await git.StandardOutput.ReadToEndAsync(limit.Token);
        await git.WaitForExitAsync(limit.Token);
        return git.ExitCode == 0 ? output : throw new FailedException($"git {arguments[0]} failed: {await errors}");
    }
}
