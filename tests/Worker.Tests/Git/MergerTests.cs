using System.Text;
using Shouldly;
using Weft.Worker.Git;

namespace Weft.Worker.Tests.Git;

[Trait("Capability", "O2")]
public sealed class MergerTests : IAsyncDisposable
{
    private readonly Scene _scene = new();

    [Fact]
    public async Task a_clean_merge_is_the_one_that_git_merge_makes()
    {
        var start = _scene.Commit("Start", ("a.txt", "1\n2\n3\n4\n5\n"), ("old/name.txt", "some text\nthat moves\nto another place\n"));
        var first = _scene.Submit("one", start, ("a.txt", "first\n2\n3\n4\n5\n"), ("old/name.txt", null), ("new/name.txt", "some text\nthat moves\nto another place\n"));
        var second = _scene.Submit("two", start, ("a.txt", "1\n2\n3\n4\nlast\n"), ("old/name.txt", "some text\nthat moves\nto another place\nand grows\n"));
        var merger = new Merger(await _scene.CloneAsync("worker"));

        await merger.MergeAsync(_scene.Request("one", first, start), null, Scene.Cancellation);
        var outcome = await merger.MergeAsync(_scene.Request("two", second), null, Scene.Cancellation);

        var merged = outcome.ShouldBeOfType<MergeOutcome.Merged>();
        merged.AlreadyThere.ShouldBeFalse();
        Scene.Run(_scene.User, "checkout", "-q", "--detach", first);
        Scene.Run(_scene.User, "merge", "-q", "--no-edit", second);
        _scene.InRemote("rev-parse", $"{merged.Commit}^{{tree}}").ShouldBe(Scene.Run(_scene.User, "rev-parse", "HEAD^{tree}"));
        _scene.InRemote("rev-parse", "refs/heads/weft/wf/integration").ShouldBe(merged.Commit);
        _scene.InRemote("log", "-1", "--format=%an|%cn|%(trailers:key=Weft-Task,valueonly,separator=)|%(trailers:key=Weft-Attempt,valueonly,separator=)", merged.Commit).ShouldBe("Grace|Weft|two|1");
    }

    [Fact]
    public async Task a_merge_that_is_asked_for_again_is_found_and_not_done_twice()
    {
        var start = _scene.Commit("Start", ("a.txt", "1\n"));
        var work = _scene.Submit("one", start, ("b.txt", "2\n"));
        var before = await new Merger(await _scene.CloneAsync("killed")).MergeAsync(_scene.Request("one", work, start), null, Scene.Cancellation);

        var after = await new Merger(await _scene.CloneAsync("next")).MergeAsync(_scene.Request("one", work, start), null, Scene.Cancellation);

        after.ShouldBe(new MergeOutcome.Merged(before.ShouldBeOfType<MergeOutcome.Merged>().Commit, AlreadyThere: true));
        _scene.InRemote("rev-list", "--count", "--merges", "refs/heads/weft/wf/integration").ShouldBe("1");
    }

    [Fact]
    public async Task a_merge_whose_worker_was_killed_before_it_could_report_is_found_by_the_next_one()
    {
        var start = _scene.Commit("Start", ("a.txt", "1\n"));
        var work = _scene.Submit("one", start, ("b.txt", "2\n"));
        using (var killed = Child.Start("merge", Path.Combine(_scene.Folder, "killed"), _scene.Remote, work, start))
        {
            (await killed.StandardOutput.ReadLineAsync(Scene.Cancellation)).ShouldBe("pushed");
            killed.Kill();
            await killed.WaitForExitAsync(Scene.Cancellation);
        }

        var outcome = await new Merger(await _scene.CloneAsync("killed")).MergeAsync(_scene.Request("one", work, start), null, Scene.Cancellation);

        outcome.ShouldBe(new MergeOutcome.Merged(_scene.InRemote("rev-parse", "weft/wf/integration"), AlreadyThere: true));
        _scene.InRemote("rev-list", "--count", "--merges", "weft/wf/integration").ShouldBe("1");
    }

    [Fact]
    public async Task an_agent_cannot_pretend_a_merge_by_writing_its_trailers_into_a_commit_of_its_own()
    {
        var start = _scene.Commit("Start", ("a.txt", "1\n"));
        Scene.Run(_scene.User, "checkout", "-q", "--detach", start);
        var forged = _scene.Commit("Work\n\nWeft-Workflow: wf\nWeft-Task: two\nWeft-Attempt: 1", ("b.txt", "b\n"));
        _scene.Push(forged, BranchNames.TaskOf("wf", "one", 1));
        var second = _scene.Submit("two", start, ("c.txt", "c\n"));
        var merger = new Merger(await _scene.CloneAsync("worker"));
        await merger.MergeAsync(_scene.Request("one", forged, start), null, Scene.Cancellation);

        var outcome = await merger.MergeAsync(_scene.Request("two", second), null, Scene.Cancellation);

        outcome.ShouldBeOfType<MergeOutcome.Merged>().AlreadyThere.ShouldBeFalse();
        _scene.InRemote("show", "refs/heads/weft/wf/integration:c.txt").ShouldBe("c");
    }

    [Fact]
    public async Task what_the_branch_has_already_is_nothing_to_merge()
    {
        var start = _scene.Commit("Start", ("a.txt", "1\n"));
        _scene.Push(start, "weft/wf/integration");

        var outcome = await new Merger(await _scene.CloneAsync("worker")).MergeAsync(_scene.Request("one", start), null, Scene.Cancellation);

        outcome.ShouldBe(new MergeOutcome.NothingToMerge(start));
    }

    [Fact]
    public async Task a_conflict_has_base_ours_theirs_and_the_text_that_git_would_leave()
    {
        var (merger, ours, theirs, second) = await ConflictAsync();

        var conflict = second.ShouldBeOfType<MergeOutcome.Conflicted>();
        var file = conflict.Files.ShouldHaveSingleItem();
        (file.Path, file.Kind).ShouldBe(("a.txt", "content"));
        Text(file.Base).ShouldBe("1\n2\n3\n");
        Text(file.Ours).ShouldBe("1\nours\n3\n");
        Text(file.Theirs).ShouldBe("1\ntheirs\n3\n");
        Scene.Run(_scene.User, "checkout", "-q", "--detach", ours);
        Scene.Try(_scene.User, "-c", "merge.conflictStyle=zdiff3", "merge", theirs).Code.ShouldBe(1);
        var git = File.ReadAllText(Path.Combine(_scene.User, "a.txt"));
        Text(file.Marked).ShouldBe(git.Replace("<<<<<<< HEAD", "<<<<<<< weft/wf/integration", StringComparison.Ordinal).Replace($">>>>>>> {theirs}", ">>>>>>> weft/wf/two/1", StringComparison.Ordinal));
        _scene.InRemote("rev-parse", "weft/wf/integration").ShouldBe(conflict.Ours);
        merger.ShouldNotBeNull();
    }

    [Fact]
    public async Task every_kind_of_conflict_is_named()
    {
        var start = _scene.Commit("Start", ("edited.txt", "1\n2\n3\n4\n5\n"), ("binary", "a\0b"), ("moved.txt", "many\nlines\nthat\nare\nkept\nas they are\n"));
        var first = _scene.Submit("one", start, ("edited.txt", null), ("binary", "a\0c"), ("added.txt", "x\n"), ("moved.txt", null), ("left.txt", "many\nlines\nthat\nare\nkept\nas they are\n"));
        var second = _scene.Submit("two", start, ("edited.txt", "1\n2\nthree\n4\n5\n"), ("binary", "a\0d"), ("added.txt", "y\n"), ("moved.txt", null), ("right.txt", "many\nlines\nthat\nare\nkept\nas they are\n"));
        var merger = new Merger(await _scene.CloneAsync("worker"));
        await merger.MergeAsync(_scene.Request("one", first, start), null, Scene.Cancellation);

        var outcome = await merger.MergeAsync(_scene.Request("two", second), null, Scene.Cancellation);

        var kinds = outcome.ShouldBeOfType<MergeOutcome.Conflicted>().Files.ToDictionary(file => file.Path, file => file.Kind);
        kinds["edited.txt"].ShouldBe("modify/delete");
        kinds["binary"].ShouldBe("binary");
        kinds["added.txt"].ShouldBe("add/add");
        kinds["moved.txt"].ShouldBe("rename/rename");
        kinds.Keys.ShouldContain("left.txt");
        kinds.Keys.ShouldContain("right.txt");
    }

    [Fact]
    public async Task many_mergers_racing_on_one_branch_all_get_in_once()
    {
        var start = _scene.Commit("Start", ("a.txt", "1\n"));
        var works = Enumerable.Range(0, 4).Select(i => (Task: $"t{i}", Commit: _scene.Submit($"t{i}", start, ($"f{i}.txt", "x\n")))).ToList();
        var mergers = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i => new Merger(await _scene.CloneAsync($"w{i}"))));

        // Everyone merges everything: twelve attempts, four merges.
        var outcomes = await Task.WhenAll(mergers.SelectMany(merger => works.Select(work => merger.MergeAsync(_scene.Request(work.Task, work.Commit, start), null, Scene.Cancellation))));

        outcomes.ShouldAllBe(outcome => outcome is MergeOutcome.Merged);
        outcomes.Count(outcome => outcome is MergeOutcome.Merged { AlreadyThere: false }).ShouldBe(works.Count);
        _scene.InRemote("rev-list", "--count", "--merges", "weft/wf/integration").ShouldBe("4");
        _scene.InRemote("ls-tree", "--name-only", "weft/wf/integration").Split('\n').ShouldBe(["a.txt", "f0.txt", "f1.txt", "f2.txt", "f3.txt"]);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private async Task<(Merger Merger, string Ours, string Theirs, MergeOutcome Outcome)> ConflictAsync()
    {
        var start = _scene.Commit("Start", ("a.txt", "1\n2\n3\n"));
        var ours = _scene.Submit("one", start, ("a.txt", "1\nours\n3\n"));
        var theirs = _scene.Submit("two", start, ("a.txt", "1\ntheirs\n3\n"));
        var merger = new Merger(await _scene.CloneAsync("worker"));
        await merger.MergeAsync(_scene.Request("one", ours, start), null, Scene.Cancellation);
        return (merger, ours, theirs, await merger.MergeAsync(_scene.Request("two", theirs), null, Scene.Cancellation));
    }

    private static string? Text(byte[]? content) => content is null ? null : Encoding.UTF8.GetString(content);
}
