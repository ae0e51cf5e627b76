using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workflows;
using Weft.Domain.Agents;
using Weft.Domain.Audit;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "B1")]
public sealed class SnapshotTests
{
    [Fact]
    public async Task a_long_run_leaves_snapshots_and_losing_them_only_costs_time()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        await node.BeginAsync("r", Work.Fork(250));
        while (await node.ClaimAsync("ada", 100) is { Count: > 0 } claimed)
        {
            await Task.WhenAll(claimed.Take(80).Select(t => node.SubmitAsync(t, "ada")));
            await Task.WhenAll(claimed.Skip(80).Select(t => node.SendAsync(new ReleaseTask(t.Workflow, t.Task, new("ada", t.Token), "later"))));
        }

        await Eventually.TrueAsync(async () => await node.QueryAsync<long>("select count(*) from weft.weft_snapshots where stream = 'workflow-r' and version >= 500") == 1);
        var folder = new StreamFolder(node.Store, node.Database);
        var fast = await folder.LoadAsync(Node.Workspace, Streams.Workflow, "workflow-r", Node.Cancellation);

        await node.QueryAsync<long>("with d as (update weft.weft_snapshots set shape = 'older', state = '{}' returning 1) select count(*) from d");
        var older = await folder.LoadAsync(Node.Workspace, Streams.Workflow, "workflow-r", Node.Cancellation);
        await node.QueryAsync<long>("with d as (delete from weft.weft_snapshots returning 1) select count(*) from d");
        var slow = await folder.LoadAsync(Node.Workspace, Streams.Workflow, "workflow-r", Node.Cancellation);

        slow.Version.ShouldBe(fast.Version);
        StateHash.Of(slow.State!).ShouldBe(StateHash.Of(fast.State!));
        StateHash.Of(older.State!).ShouldBe(StateHash.Of(fast.State!));
    }

    [Fact]
    public async Task a_board_made_of_snapshots_and_what_came_after_equals_one_made_of_the_whole_history()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada", Work.Profile(skills: new Skill("code", 0.5)));
        await node.RegisterAsync("bob");
        for (var i = 0; i < 130; i++)
        {
            (await node.SendAsync(new ChangeCapacity("ada", 1 + (i % 7)))).Rejection.ShouldBeNull();
        }

        await node.BeginAsync("r", Work.Fork(200));
        while (await node.ClaimAsync("bob", 100) is { Count: > 20 } claimed)
        {
            await Task.WhenAll(claimed.Take(80).Select(t => node.SubmitAsync(t, "bob")));
            await Task.WhenAll(claimed.Skip(80).Select(t => node.SendAsync(new ReleaseTask(t.Workflow, t.Task, new("bob", t.Token), "later"))));
        }

        await node.Door.StopAsync();
        (await node.QueryAsync<long>("select count(*) from weft.weft_snapshots where stream in ('agent-ada', 'workflow-r')")).ShouldBe(2);
        (await node.QueryAsync<long>("select version from weft.weft_snapshots where stream = 'agent-ada'")).ShouldBe(100, "there is something after it");

        var fast = await RecoveredAsync(node);
        await node.QueryAsync<long>("with d as (delete from weft.weft_snapshots returning 1) select count(*) from d");
        await node.QueryAsync<long>("with d as (delete from weft.weft_checkpoints returning 1) select count(*) from d");
        var slow = await RecoveredAsync(node);

        slow.Board.Agents.Keys.ShouldBe(["ada", "bob"], ignoreOrder: true);
        fast.Board.Agents.Keys.ShouldBe(slow.Board.Agents.Keys, ignoreOrder: true);
        fast.Board.Workflows.Keys.ShouldBe(slow.Board.Workflows.Keys);
        fast.Position.ShouldBe(slow.Position);
        fast.Counters.OrderBy(c => c.Key).ShouldBe(slow.Counters.OrderBy(c => c.Key));
        foreach (var key in new[] { "workspace", "balancing", "ledger", "agent-ada", "agent-bob", "workflow-r" })
        {
            fast.Known(key).Version.ShouldBe(slow.Known(key).Version, key);
            StateHash.Of(fast.Known(key).State).ShouldBe(StateHash.Of(slow.Known(key).State), key);
        }
    }

    private static Task<Memory> RecoveredAsync(Node node) =>
        new Recovery(node.Database, new StreamFolder(node.Store, node.Database)).LoadAsync(Node.Workspace, Node.Cancellation);
}
