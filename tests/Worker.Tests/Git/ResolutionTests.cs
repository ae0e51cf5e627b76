using System.Text;
using Shouldly;
using Weft.Worker.Git;

namespace Weft.Worker.Tests.Git;

[Trait("Capability", "O2")]
public sealed class ResolutionTests : IAsyncDisposable
{
    private readonly Scene _scene = new();

    [Fact]
    public async Task a_settled_conflict_becomes_a_merge_that_names_the_conflict()
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n");

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), Settle(conflict, "1\nboth\n3\n"), Scene.Cancellation);

        var merged = outcome.ShouldBeOfType<MergeOutcome.Merged>();
        _scene.InRemote("show", $"{merged.Commit}:a.txt").ShouldBe("1\nboth\n3");
        _scene.InRemote("rev-list", "--parents", "-1", merged.Commit).ShouldBe($"{merged.Commit} {conflict.Ours} {theirs}");
        _scene.InRemote("log", "-1", "--format=%(trailers:key=Weft-Resolution,valueonly,separator=)", merged.Commit).ShouldBe("c-1");
    }

    [Fact]
    public async Task a_file_may_be_settled_by_taking_it_away()
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n");

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), Settle(conflict, null), Scene.Cancellation);

        _scene.InRemote("ls-tree", "--name-only", outcome.ShouldBeOfType<MergeOutcome.Merged>().Commit).ShouldBe("other.txt");
    }

    [Fact]
    public async Task markers_left_in_a_resolution_are_refused_and_nothing_is_pushed()
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n");
        var left = Encoding.UTF8.GetString(conflict.Files[0].Marked!);

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), Settle(conflict, left), Scene.Cancellation);

        outcome.ShouldBe(new MergeOutcome.ResolutionRefused("a.txt", "line 2: conflict markers are still there"));
        _scene.InRemote("rev-parse", "weft/wf/integration").ShouldBe(conflict.Ours);
    }

    [Fact]
    public async Task a_text_that_has_such_lines_by_right_keeps_them()
    {
        const string Marks = "<<<<<<< HEAD\nsample\n=======\nsample\n>>>>>>> branch\n";
        var (merger, theirs, conflict) = await ConflictAsync(Marks + "1\n", Marks + "ours\n", Marks + "theirs\n");

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), Settle(conflict, Marks + "both\n"), Scene.Cancellation);

        outcome.ShouldBeOfType<MergeOutcome.Merged>();
    }

    [Theory]
    [InlineData("Heading\n=======\n1\nboth\n3\n")]
    [InlineData("<<<<<<< is how a conflict begins\n1\nboth\n3\n")]
    [Trait("Capability", "O3")]
    public async Task lines_that_are_no_whole_set_of_markers_are_merged_as_the_door_took_them(string answer)
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n");

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), Settle(conflict, answer), Scene.Cancellation);

        _scene.InRemote("show", $"{outcome.ShouldBeOfType<MergeOutcome.Merged>().Commit}:a.txt").ShouldBe(answer.TrimEnd());
    }

    [Fact]
    public async Task a_resolution_that_forgets_a_path_is_refused()
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n");
        var nothing = new Resolution("c-1", conflict.Ours, new Dictionary<string, byte[]?>());

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), nothing, Scene.Cancellation);

        outcome.ShouldBeOfType<MergeOutcome.ResolutionRefused>().Path.ShouldBe("a.txt");
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData(".git/config")]
    [InlineData("x/.GIT/hooks/post-checkout")]
    [InlineData("a\\b")]
    [InlineData("nul.txt")]
    public async Task a_resolution_cannot_write_where_no_file_of_the_tree_belongs(string path)
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n");
        var files = new Dictionary<string, byte[]?> { ["a.txt"] = [], [path] = [] };

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), new Resolution("c-1", conflict.Ours, files), Scene.Cancellation);

        outcome.ShouldBeOfType<MergeOutcome.ResolutionRefused>().Path.ShouldBe(path);
    }

    [Fact]
    public async Task what_came_in_while_somebody_resolved_is_merged_and_not_overwritten()
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n4\n5\n6\n7\n", "1\nours\n3\n4\n5\n6\n7\n", "1\ntheirs\n3\n4\n5\n6\n7\n");
        var meanwhile = _scene.Submit("three", conflict.Ours, ("a.txt", "1\nours\n3\n4\n5\n6\nlater\n"));
        await merger.MergeAsync(_scene.Request("three", meanwhile), null, Scene.Cancellation);

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), Settle(conflict, "1\nboth\n3\n4\n5\n6\n7\n"), Scene.Cancellation);

        _scene.InRemote("show", $"{outcome.ShouldBeOfType<MergeOutcome.Merged>().Commit}:a.txt").ShouldBe("1\nboth\n3\n4\n5\n6\nlater");
    }

    [Fact]
    public async Task a_conflict_that_has_become_another_one_is_reported_anew()
    {
        var (merger, theirs, conflict) = await ConflictAsync("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n");
        var meanwhile = _scene.Submit("three", conflict.Ours, ("a.txt", "1\nours, changed\n3\n"));
        await merger.MergeAsync(_scene.Request("three", meanwhile), null, Scene.Cancellation);

        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), Settle(conflict, "1\nboth\n3\n"), Scene.Cancellation);

        var again = outcome.ShouldBeOfType<MergeOutcome.Conflicted>();
        again.Ours.ShouldNotBe(conflict.Ours);
        Encoding.UTF8.GetString(again.Files[0].Ours!).ShouldBe("1\nours, changed\n3\n");
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private static Resolution Settle(MergeOutcome.Conflicted conflict, string? text) =>
        new("c-1", conflict.Ours, new Dictionary<string, byte[]?> { ["a.txt"] = text is null ? null : Encoding.UTF8.GetBytes(text) });

    private async Task<(Merger Merger, string Theirs, MergeOutcome.Conflicted Conflict)> ConflictAsync(string common, string oursText, string theirsText)
    {
        var start = _scene.Commit("Start", ("a.txt", common), ("other.txt", "other\n"));
        var ours = _scene.Submit("one", start, ("a.txt", oursText));
        var theirs = _scene.Submit("two", start, ("a.txt", theirsText));
        var merger = new Merger(await _scene.CloneAsync("worker"));
        await merger.MergeAsync(_scene.Request("one", ours, start), null, Scene.Cancellation);
        var outcome = await merger.MergeAsync(_scene.Request("two", theirs), null, Scene.Cancellation);
        return (merger, theirs, outcome.ShouldBeOfType<MergeOutcome.Conflicted>());
    }
}
