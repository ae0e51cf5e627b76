using System.Diagnostics;
using Shouldly;

namespace Weft.EndToEnd.Tests.Workflows;

/// <summary>A person's repository: two branches, one of them checked out.</summary>
public sealed class UserRepository(string folder)
{
    public string Folder { get; } = folder;

    public static async Task<UserRepository> CreateAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var repository = new UserRepository(folder);
        await repository.GitAsync("init", "--quiet", "--initial-branch=main");
        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), "mine\n");
        await repository.GitAsync("add", "--all");
        await repository.GitAsync("commit", "--quiet", "--message=Begin");
        await repository.GitAsync("branch", "other");
        return repository;
    }

    /// <summary>Everything of the person's that a run could have touched.</summary>
    public async Task<string> StateAsync() => string.Join('\n',
        await GitAsync("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/main", "refs/heads/other"), await GitAsync("symbolic-ref", "HEAD"),
        await GitAsync("status", "--porcelain"), await GitAsync("config", "--local", "--list"), await GitAsync("worktree", "list"));

    public async Task<string> GitAsync(params string[] arguments)
    {
        string[] identity = ["-c", "user.name=Person", "-c", "user.email=person@example.org"];
        using var git = Process.Start(new ProcessStartInfo("git", [.. identity, .. arguments]) { WorkingDirectory = Folder, RedirectStandardOutput = true })!;
        var output = await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        git.ExitCode.ShouldBe(0, string.Join(' ', arguments));
        return output.Trim();
    }
}
