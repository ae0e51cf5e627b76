using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Domain.Access;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>A workspace costs something while there is something to do in it, and nothing afterwards.</summary>
[Trait("Capability", "Z1")]
public sealed class RestTests
{
    [Fact]
    public async Task a_workspace_whose_runs_and_agents_are_done_is_put_down_and_the_next_start_passes_it_by()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var node = await Node.StartAsync(time);
        await FinishARunAsync(node);
        await CreateAsync(node, "busy");
        (await node.Door.SendAsync(new RegisterAgent("bob", Work.Profile()), Sender.System("busy"), Node.Cancellation)).Rejection.ShouldBeNull();
        await PutDownAsync(node, time);

        await using var next = node.Another();
        (await OwnerCheckpoint.LiveAsync(next.Database, Node.Cancellation)).Select(l => l.Workspace).ShouldBe(["busy"]);
        await next.Door.ResumeAsync(Node.Cancellation);

        await Eventually.TrueAsync(async () => await EpochAsync(next, "busy") == 2);
        (await EpochAsync(next, "w")).ShouldBe(1);
    }

    [Fact]
    public async Task a_workspace_that_was_put_down_is_taken_up_by_the_first_command_and_knows_what_was()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var node = await Node.StartAsync(time);
        var begun = Work.Create("r", Work.Fork(1));
        (await node.SendAsync(begun, "begin")).Rejection.ShouldBeNull();
        await node.RegisterAsync("ada");
        await FinishAsync(node);
        await PutDownAsync(node, time);

        (await node.SendAsync(begun, "begin")).Replayed.ShouldBeTrue("its receipts are known");
        (await node.SendAsync(begun, "again")).Rejection!.Code.ShouldBe("workflow.exists");
        (await EpochAsync(node, "w")).ShouldBe(2);
        await node.RegisterAsync("eve");
        (await OwnerCheckpoint.LiveAsync(node.Database, Node.Cancellation)).Select(l => l.Workspace).ShouldBe(["w"]);
    }

    [Fact]
    public async Task a_workspace_with_an_open_run_stays_up_however_quiet_it_is()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var node = await Node.StartAsync(time);
        await node.BeginAsync("r", Work.Fork(1));
        for (var minutes = 0; minutes < 10; minutes++)
        {
            time.Advance(Rest.After);
            (await node.SendAsync(new Nudge())).Rejection.ShouldBeNull();
        }

        await node.Door.StopAsync();
        (await EpochAsync(node, "w")).ShouldBe(1);
        (await OwnerCheckpoint.LiveAsync(node.Database, Node.Cancellation)).Select(l => l.Workspace).ShouldBe(["w"]);
    }

    [Fact]
    public async Task a_workspace_that_nothing_was_open_in_when_the_server_stopped_is_passed_by()
    {
        await using var node = await Node.StartAsync();
        (await OwnerCheckpoint.LiveAsync(node.Database, Node.Cancellation)).Select(l => l.Workspace).ShouldBe(["w"], "after a crash nobody knows");
        await node.Door.StopAsync();
        (await OwnerCheckpoint.LiveAsync(node.Database, Node.Cancellation)).ShouldBeEmpty();
    }

    private static async Task FinishARunAsync(Node node)
    {
        await node.RegisterAsync("ada");
        await node.BeginAsync("r", Work.Fork(1));
        await FinishAsync(node);
    }

    private static async Task FinishAsync(Node node)
    {
        await node.SubmitAsync((await node.ClaimAsync("ada")).ShouldHaveSingleItem(), "ada");
        (await node.SendAsync(new LeaveAgent("ada", "done"))).Rejection.ShouldBeNull();
    }

    private static async Task CreateAsync(Node node, string workspace) =>
        (await node.Door.SendAsync(new CreateWorkspace(workspace), Sender.System(workspace), Node.Cancellation)).Rejection.ShouldBeNull();

    /// <summary>Deadlines that no longer matter ring first.</summary>
    private static Task PutDownAsync(Node node, FakeTimeProvider time) => Eventually.TrueAsync(async () =>
    {
        time.Advance(Rest.After);
        return await node.QueryAsync<long>("select count(*) from weft.weft_checkpoints where tenant = 'w' and (state ->> 'atRest')::boolean") == 1;
    });

    private static Task<long> EpochAsync(Node node, string workspace) => node.QueryAsync<long>($"select epoch from weft.weft_ownership where tenant = '{workspace}'");
}
