using Shouldly;
using Weft.Worker.Git;

namespace Weft.Worker.Tests.Git;

[Trait("Capability", "E1")]
public sealed class TaskWorktreeTests : IAsyncDisposable
{
    private readonly Scene _scene = new();

    [Fact]
    public async Task what_a_command_changed_is_committed_as_the_agent_and_pushed_on_the_tasks_branch()
    {
        var worktree = await WorktreeAsync("build-page", ("kept.txt", "kept\n"), ("gone.txt", "gone\n"));
        File.WriteAllText(Path.Combine(worktree.Folder, "new file.txt"), "new\n");
        File.Delete(Path.Combine(worktree.Folder, "gone.txt"));

        var commit = (await worktree.CommitAsync("Build the page", _scene.Agent, Scene.Cancellation)).ShouldNotBeNull();
        await worktree.PushAsync(commit, Scene.Cancellation);

        worktree.Branch.ShouldBe("weft/wf/build-page/1");
        _scene.InRemote("rev-parse", "refs/heads/weft/wf/build-page/1").ShouldBe(commit);
        _scene.InRemote("ls-tree", "-r", "--name-only", commit).Split('\n').ShouldBe(["kept.txt", "new file.txt"]);
        _scene.InRemote("log", "-1", "--format=%an|%s|%(trailers:only,unfold,separator=%x2C)", commit).ShouldBe("Grace|Build the page|Weft-Workflow: wf,Weft-Task: build-page,Weft-Attempt: 1");
    }

    [Fact]
    public async Task a_command_that_changed_nothing_has_nothing_to_submit()
    {
        var worktree = await WorktreeAsync("idle", ("a.txt", "a\n"));

        (await worktree.CommitAsync("Nothing", _scene.Agent, Scene.Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task commits_that_the_command_made_itself_are_kept_below()
    {
        var worktree = await WorktreeAsync("self", ("a.txt", "a\n"));
        File.WriteAllText(Path.Combine(worktree.Folder, "b.txt"), "b\n");
        Scene.Run(worktree.Folder, "add", "-A");
        Scene.Run(worktree.Folder, "-c", "user.name=Bot", "-c", "user.email=bot@example.org", "commit", "-q", "-m", "By the command");
        File.WriteAllText(Path.Combine(worktree.Folder, "c.txt"), "c\n");

        var commit = (await worktree.CommitAsync("The rest", _scene.Agent, Scene.Cancellation)).ShouldNotBeNull();

        await worktree.PushAsync(commit, Scene.Cancellation);
        _scene.InRemote("log", "-2", "--format=%s", commit).ShouldBe("The rest\nBy the command");
    }

    [Fact]
    public async Task what_a_command_configures_in_the_shared_repository_never_runs_with_the_workers_rights()
    {
        var worktree = await WorktreeAsync("hostile", ("a.txt", "a\n"));
        var proof = Path.Combine(_scene.Folder, "proof");
        var script = Path.Combine(worktree.Folder, "evil.sh");
        File.WriteAllText(script, $"#!/bin/sh\ntouch '{proof}'\ncat\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(worktree.Folder, ".gitattributes"), "* filter=evil diff=evil merge=evil\n");
        foreach (var key in new[] { "core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "merge.evil.driver", "core.sshCommand", "diff.external" })
            Scene.Run(worktree.Folder, "config", key, script);
        var hooks = Directory.CreateDirectory(Path.Combine(Scene.Run(worktree.Folder, "rev-parse", "--git-common-dir"), "hooks")).FullName;
        foreach (var hook in new[] { "pre-commit", "post-checkout", "pre-push", "reference-transaction" })
            File.Copy(script, Path.Combine(hooks, hook));

        var commit = (await worktree.CommitAsync("Work", _scene.Agent, Scene.Cancellation)).ShouldNotBeNull();
        await worktree.PushAsync(commit, Scene.Cancellation);

        File.Exists(proof).ShouldBeFalse();
        _scene.InRemote("ls-tree", "--name-only", commit).Split('\n').ShouldContain("evil.sh");
    }

    [Fact]
    public async Task a_git_folder_that_the_command_replaced_is_not_looked_at()
    {
        var worktree = await WorktreeAsync("replaced", ("a.txt", "a\n"));
        File.Delete(Path.Combine(worktree.Folder, ".git"));
        Scene.Run(worktree.Folder, "init", "-q");
        File.WriteAllText(Path.Combine(worktree.Folder, "b.txt"), "b\n");

        var commit = (await worktree.CommitAsync("Work", _scene.Agent, Scene.Cancellation)).ShouldNotBeNull();

        await worktree.PushAsync(commit, Scene.Cancellation);
        _scene.InRemote("ls-tree", "--name-only", commit).Split('\n').ShouldBe(["a.txt", "b.txt"]);
    }

    [Fact]
    public async Task a_repository_inside_the_tasks_folder_is_refused_by_name()
    {
        var worktree = await WorktreeAsync("nested", ("a.txt", "a\n"));
        var nested = Directory.CreateDirectory(Path.Combine(worktree.Folder, "vendor")).FullName;
        Scene.Run(nested, "init", "-q");
        Scene.Run(nested, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "--allow-empty", "-m", "x");

        var refused = await Should.ThrowAsync<GitException>(() => worktree.CommitAsync("Work", _scene.Agent, Scene.Cancellation));

        refused.Message.ShouldContain("'vendor'");
    }

    [Fact]
    public async Task what_a_killed_worker_left_does_not_stop_the_next_one()
    {
        var killed = await WorktreeAsync("again", ("a.txt", "a\n"));
        var clone = await _scene.CloneAsync("worker");
        var administration = Directory.EnumerateDirectories(Path.Combine(clone.GitDirectory, "worktrees")).Single();
        foreach (var left in new[] { "index.lock", "HEAD.lock", "locked" })
            File.WriteAllText(Path.Combine(administration, left), "");
        foreach (var left in new[] { "packed-refs.lock", "refs/heads/weft/wf/again/1.lock", "config.lock" })
            File.WriteAllText(Path.Combine(clone.GitDirectory, left), "");
        Directory.Delete(killed.Folder, recursive: true);

        var next = await TaskWorktree.CreateAsync(await _scene.CloneAsync("worker"), Request("again", Scene.Run(_scene.User, "rev-parse", "HEAD")), Scene.Cancellation);

        File.WriteAllText(Path.Combine(next.Folder, "b.txt"), "b\n");
        (await next.CommitAsync("Work", _scene.Agent, Scene.Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task another_workers_branch_of_the_same_attempt_is_left_alone()
    {
        var worktree = await WorktreeAsync("shared", ("a.txt", "a\n"));
        var other = Scene.Run(_scene.User, "rev-parse", "HEAD");
        _scene.Push(other, "weft/wf/shared/1");
        File.WriteAllText(Path.Combine(worktree.Folder, "b.txt"), "b\n");
        var commit = (await worktree.CommitAsync("Work", _scene.Agent, Scene.Cancellation)).ShouldNotBeNull();

        await worktree.PushAsync(commit, Scene.Cancellation);
        await worktree.PushAsync(commit, Scene.Cancellation);

        worktree.Branch.ShouldBe("weft/wf/shared/1-2");
        _scene.InRemote("rev-parse", "weft/wf/shared/1").ShouldBe(other);
        _scene.InRemote("rev-parse", "weft/wf/shared/1-2").ShouldBe(commit);
    }

    [Fact]
    public async Task a_removed_worktree_leaves_nothing_behind()
    {
        var worktree = await WorktreeAsync("done", ("a.txt", "a\n"));
        var locked = Directory.CreateDirectory(Path.Combine(worktree.Folder, "cache", "inner"));
        File.WriteAllText(Path.Combine(locked.FullName, "x"), "x");
        File.SetUnixFileMode(locked.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await worktree.RemoveAsync(Scene.Cancellation);

        Directory.Exists(worktree.Folder).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(Path.Combine((await _scene.CloneAsync("worker")).GitDirectory, "worktrees")).ShouldBeEmpty();
    }

    [Fact]
    public async Task git_itself_sees_a_worktree_like_any_other()
    {
        var worktree = await WorktreeAsync("plain", ("a.txt", "a\n"), ("folder/b.sh", "b\n"));

        Scene.Run(worktree.Folder, "status", "--porcelain").ShouldBeEmpty();
        Scene.Run(worktree.Folder, "symbolic-ref", "HEAD").ShouldBe("refs/heads/weft/wf/plain/1");
        Scene.Run((await _scene.CloneAsync("worker")).GitDirectory, "worktree", "list", "--porcelain").ShouldContain($"worktree {worktree.Folder}");
    }

    [Fact]
    public async Task two_grants_of_one_attempt_stand_beside_each_other()
    {
        var first = await WorktreeAsync("twice", ("a.txt", "a\n"));
        var again = Request("twice", _scene.InRemote("rev-parse", "main")) with { Folder = Path.Combine(_scene.Folder, "tasks", "twice-7", "work"), Grant = "7" };

        var second = await TaskWorktree.CreateAsync(await _scene.CloneAsync("worker"), again, Scene.Cancellation);

        second.Branch.ShouldBe("weft/wf/twice/1-7");
        Scene.Run(first.Folder, "symbolic-ref", "--short", "HEAD").ShouldBe(first.Branch);
        await Should.ThrowAsync<GitException>(async () => await TaskWorktree.CreateAsync(await _scene.CloneAsync("worker"), again with { Grant = null, Folder = again.Folder + "2" }, Scene.Cancellation));
    }

    [Fact]
    public async Task what_was_fetched_ahead_needs_no_remote_any_more()
    {
        var start = _scene.Commit("Start", ("a.txt", "a\n"));
        _scene.Push(start, "main");
        var clone = await _scene.CloneAsync("worker");
        await clone.PrefetchAsync(Scene.Cancellation);
        Directory.Move(_scene.Remote, _scene.Remote + ".away");

        var worktree = await TaskWorktree.CreateAsync(clone, Request("ahead", start), Scene.Cancellation);

        File.Exists(Path.Combine(worktree.Folder, "a.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task a_commit_that_the_remote_does_not_have_is_named_and_nothing_stays()
    {
        _scene.Push(_scene.Commit("Start", ("a.txt", "a\n")), "main");
        var clone = await _scene.CloneAsync("worker");
        var request = Request("unknown", new string('7', 40));

        (await Should.ThrowAsync<GitException>(() => TaskWorktree.CreateAsync(clone, request, Scene.Cancellation))).Message.ShouldContain(request.BaseCommit);

        Directory.Exists(request.Folder).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(Path.Combine(clone.GitDirectory, "worktrees")).ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private async Task<TaskWorktree> WorktreeAsync(string task, params (string, string?)[] files)
    {
        var start = _scene.Commit("Start", files);
        _scene.Push(start, "main");
        return await TaskWorktree.CreateAsync(await _scene.CloneAsync("worker"), Request(task, start), Scene.Cancellation);
    }

    private WorktreeRequest Request(string task, string start) => new("wf", task, 1, start, Path.Combine(_scene.Folder, "tasks", task, "work"));
}
