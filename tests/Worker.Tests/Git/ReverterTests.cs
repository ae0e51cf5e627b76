using Shouldly;
using Weft.Worker.Git;

namespace Weft.Worker.Tests.Git;

[Trait("Capability", "O2")]
public sealed class ReverterTests : IAsyncDisposable
{
    private const string Branch = "weft/wf/integration";
    private readonly Scene _scene = new();

    [Fact]
    public async Task a_roll_back_adds_commits_and_takes_only_the_named_merges_back()
    {
        var (worker, merges) = await MergedAsync(("a.txt", "a\n"), ("b.txt", "b\n"), ("c.txt", "c\n"));
        var before = _scene.InRemote("rev-parse", Branch);

        var outcome = await new Reverter(worker).RevertAsync(Request("r1", merges[1]), Scene.Cancellation);

        outcome.ShouldBeOfType<RevertOutcome.Reverted>().AlreadyThere.ShouldBeFalse();
        Files().ShouldBe(["a.txt", "c.txt", "start.txt"]);
        _scene.InRemote("merge-base", before, Branch).ShouldBe(before);
        _scene.InRemote("log", "-1", "--format=%(trailers:only,unfold,separator=%x2C)", Branch).ShouldBe($"Weft-Workflow: wf,Weft-Rollback: r1,Weft-Reverts: {merges[1]}");
    }

    [Fact]
    public async Task a_roll_back_that_is_asked_for_again_is_found_and_not_done_twice()
    {
        var (worker, merges) = await MergedAsync(("a.txt", "a\n"), ("b.txt", "b\n"));
        await new Reverter(worker).RevertAsync(Request("r1", merges[1], merges[0]), Scene.Cancellation);
        var head = _scene.InRemote("rev-parse", Branch);

        var again = await new Reverter(await _scene.CloneAsync("next")).RevertAsync(Request("r1", merges[1], merges[0]), Scene.Cancellation);

        again.ShouldBe(new RevertOutcome.Reverted(head, AlreadyThere: true, Restored: false));
        _scene.InRemote("rev-parse", Branch).ShouldBe(head);
        Files().ShouldBe(["start.txt"]);
    }

    [Fact]
    public async Task a_merge_that_was_taken_back_earlier_is_left_out()
    {
        var (worker, merges) = await MergedAsync(("a.txt", "a\n"), ("b.txt", "b\n"));
        await new Reverter(worker).RevertAsync(Request("r1", merges[1]), Scene.Cancellation);

        await new Reverter(worker).RevertAsync(Request("r2", merges[1], merges[0]), Scene.Cancellation);

        Files().ShouldBe(["start.txt"]);
        _scene.InRemote("rev-list", "--count", "--first-parent", Branch).ShouldBe("5");
    }

    [Fact]
    public async Task a_revert_that_does_not_apply_gives_way_to_the_earlier_tree_when_all_since_is_undone()
    {
        var (worker, merges) = await MergedAsync(("a.txt", "a\n"), ("start.txt", "first\n"));
        // A person's own commit on the branch makes the single revert of the second merge conflict.
        Scene.Run(_scene.User, "fetch", "-q", _scene.Remote, Branch);
        Scene.Run(_scene.User, "checkout", "-q", "--detach", "FETCH_HEAD");
        var person = _scene.Commit("By hand", ("start.txt", "by hand\n"));
        _scene.Push(person, Branch);

        var partial = await new Reverter(worker).RevertAsync(Request("r1", merges[1]), Scene.Cancellation);
        var all = await new Reverter(worker).RevertAsync(Request("r2", person, merges[1], merges[0]), Scene.Cancellation);

        partial.ShouldBeOfType<RevertOutcome.Conflicted>().Files.ShouldHaveSingleItem().Path.ShouldBe("start.txt");
        all.ShouldBeOfType<RevertOutcome.Reverted>();
        Files().ShouldBe(["start.txt"]);
        _scene.InRemote("show", $"{Branch}:start.txt").ShouldBe("start");
        _scene.InRemote("merge-base", person, Branch).ShouldBe(person);
    }

    [Fact]
    public async Task commits_that_are_not_on_the_branch_are_nothing_to_revert()
    {
        var (worker, _) = await MergedAsync(("a.txt", "a\n"));
        var stranger = _scene.Submit("stranger", _scene.InRemote("rev-parse", Branch), ("z.txt", "z\n"));

        (await new Reverter(worker).RevertAsync(Request("r1", stranger), Scene.Cancellation)).ShouldBeOfType<RevertOutcome.NothingToRevert>();
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private RevertRequest Request(string id, params string[] commits) => new("wf", id, commits, "Roll back", _scene.Agent);

    private string[] Files() => _scene.InRemote("ls-tree", "-r", "--name-only", Branch).Split('\n');

    private async Task<(WorkerClone Worker, string[] Merges)> MergedAsync(params (string Path, string? Text)[] works)
    {
        var start = _scene.Commit("Start", ("start.txt", "start\n"));
        var worker = await _scene.CloneAsync("worker");
        var merges = new List<string>();
        foreach (var work in works)
        {
            var commit = _scene.Submit($"t{merges.Count}", start, work);
            var outcome = await new Merger(worker).MergeAsync(_scene.Request($"t{merges.Count}", commit, start), null, Scene.Cancellation);
            merges.Add(outcome.ShouldBeOfType<MergeOutcome.Merged>().Commit);
        }
        return (worker, [.. merges]);
    }
}
