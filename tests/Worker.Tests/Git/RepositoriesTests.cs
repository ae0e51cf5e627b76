using Shouldly;
using Weft.Worker.Git;

namespace Weft.Worker.Tests.Git;

[Trait("Capability", "E1")]
public sealed class RepositoriesTests : IAsyncDisposable
{
    private readonly Scene _scene = new();

    private string Remotes => Path.Combine(_scene.Folder, "remotes");

    [Fact]
    public async Task a_dirty_repository_is_refused_and_the_files_are_named()
    {
        _scene.Commit("Start", ("a.txt", "a\n"), ("b.txt", "b\n"));
        File.WriteAllText(Path.Combine(_scene.User, "a.txt"), "changed\n");
        File.WriteAllText(Path.Combine(_scene.User, "über neu.txt"), "new\n");

        var refused = await Should.ThrowAsync<DirtyRepositoryException>(() => Repositories.PrepareAsync(_scene.User, Remotes, Scene.Cancellation));

        refused.Files.ShouldBe(["a.txt", "über neu.txt"]);
        Directory.Exists(Remotes).ShouldBeFalse();
    }

    [Fact]
    public async Task the_shared_remote_has_the_head_commit_and_is_used_again()
    {
        var first = _scene.Commit("Start", ("a.txt", "a\n"));
        var prepared = await Repositories.PrepareAsync(_scene.User, Remotes, Scene.Cancellation);
        var second = _scene.Commit("More", ("b.txt", "b\n"));

        var again = await Repositories.PrepareAsync(Directory.CreateDirectory(Path.Combine(_scene.User, "sub")).FullName, Remotes, Scene.Cancellation);

        prepared.Commit.ShouldBe(first);
        again.ShouldBe(new PreparedRepository(prepared.Remote, second, "main"));
        Scene.Run(again.Remote, "rev-parse", $"{second}^").ShouldBe(first);
    }

    [Fact]
    public async Task the_result_is_left_as_a_branch_and_nothing_else_of_the_users_changes()
    {
        var start = _scene.Commit("Start", ("a.txt", "a\n"));
        var prepared = await Repositories.PrepareAsync(_scene.User, Remotes, Scene.Cancellation);
        var before = Scene.Run(_scene.User, "for-each-ref");
        await IntegrateAsync(prepared, "b.txt");

        var branch = await Repositories.PublishAsync(_scene.User, prepared.Remote, "weft/wf/integration", "Nightly run", Scene.Cancellation);

        branch.ShouldNotBeNull().ShouldStartWith("weft/nightly-run");
        Scene.Run(_scene.User, "show", $"{branch}:b.txt").ShouldBe("work");
        Scene.Run(_scene.User, "for-each-ref", "refs/heads/main").ShouldBe(before);
        Scene.Run(_scene.User, "rev-parse", "HEAD").ShouldBe(start);
        Scene.Run(_scene.User, "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task a_branch_of_the_user_with_the_same_name_stays_as_it_is()
    {
        _scene.Commit("Start", ("a.txt", "a\n"));
        var prepared = await Repositories.PrepareAsync(_scene.User, Remotes, Scene.Cancellation);
        Scene.Run(_scene.User, "checkout", "-q", "-b", "weft/run");
        var own = _scene.Commit("By the user", ("mine.txt", "mine\n"));
        await IntegrateAsync(prepared, "b.txt");

        var branch = await Repositories.PublishAsync(_scene.User, prepared.Remote, "weft/wf/integration", "run", Scene.Cancellation);

        branch.ShouldBe("weft/run-2");
        Scene.Run(_scene.User, "rev-parse", "weft/run").ShouldBe(own);
    }

    [Fact]
    public async Task nothing_that_the_users_repository_configures_is_run()
    {
        _scene.Commit("Start", ("a.txt", "a\n"), (".gitattributes", "* filter=evil\n"));
        var proof = Path.Combine(_scene.Folder, "proof");
        var script = Path.Combine(_scene.Folder, "evil.sh");
        File.WriteAllText(script, $"#!/bin/sh\ntouch '{proof}'\ncat\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (var key in new[] { "core.fsmonitor", "filter.evil.clean", "filter.evil.process", "core.alternateRefsCommand", "core.pager", "diff.external" })
            Scene.Run(_scene.User, "config", key, script);
        Scene.Run(_scene.User, "config", "filter.evil.required", "true");
        Scene.Run(_scene.User, "config", "receive.denyCurrentBranch", "updateInstead");
        foreach (var hook in new[] { "pre-receive", "update", "post-receive", "post-update", "reference-transaction", "push-to-checkout", "post-index-change" })
            File.Copy(script, Path.Combine(Directory.CreateDirectory(Path.Combine(_scene.User, ".git", "hooks")).FullName, hook), overwrite: true);
        // A new time stamp makes status read the content again, which is when a filter would run.
        File.SetLastWriteTimeUtc(Path.Combine(_scene.User, "a.txt"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var prepared = await Repositories.PrepareAsync(_scene.User, Remotes, Scene.Cancellation);
        await IntegrateAsync(prepared, "b.txt");
        await Repositories.PublishAsync(_scene.User, prepared.Remote, "weft/wf/integration", "run", Scene.Cancellation);

        File.Exists(proof).ShouldBeFalse();
        Scene.Run(_scene.User, "-c", "core.fsmonitor=false", "show", "--no-ext-diff", "weft/run:b.txt").ShouldBe("work");
    }

    [Fact]
    public async Task a_folder_without_a_commit_or_without_git_says_so()
    {
        (await Should.ThrowAsync<NoRepositoryException>(() => Repositories.PrepareAsync(_scene.User, Remotes, Scene.Cancellation))).Message.ShouldContain("no commit yet");
        (await Should.ThrowAsync<NoRepositoryException>(() => Repositories.PrepareAsync(Directory.CreateTempSubdirectory("weft-none-").FullName, Remotes, Scene.Cancellation))).Message.ShouldContain("not a git repository");
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private async Task IntegrateAsync(PreparedRepository prepared, string file)
    {
        using var clone = await WorkerClone.OpenAsync(Path.Combine(_scene.Folder, "agent"), prepared.Remote, Scene.Cancellation);
        var worktree = await TaskWorktree.CreateAsync(clone, new WorktreeRequest("wf", "t", 1, prepared.Commit, Path.Combine(_scene.Folder, "tasks", "t")), Scene.Cancellation);
        File.WriteAllText(Path.Combine(worktree.Folder, file), "work\n");
        var commit = (await worktree.CommitAsync("Work", _scene.Agent, Scene.Cancellation)).ShouldNotBeNull();
        await worktree.PushAsync(commit, Scene.Cancellation);
        await new Merger(clone).MergeAsync(_scene.Request("t", commit, prepared.Commit), null, Scene.Cancellation);
    }
}
