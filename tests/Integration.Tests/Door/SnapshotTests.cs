using Shouldly;
using Weft.Application.EventStore;
using Weft.Application.Workflows;
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
}
