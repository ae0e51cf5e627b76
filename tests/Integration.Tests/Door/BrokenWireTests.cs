using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "Z1")]
public sealed class BrokenWireTests
{
    [Fact]
    public async Task an_unanswered_commit_is_found_by_its_receipt()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var node = Node.Over(wire);
        await node.RegisterAsync("ada");
        wire.LoseNextAnswer();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => node.SendAsync(new ChangeCapacity("ada", i), $"k{i}")));

        wire.AnswerWasLost.ShouldBeTrue();
        outcomes.ShouldAllBe(o => o.Accepted);
        (await home.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_capacity_changed'")).ShouldBe(20);
        (await home.QueryAsync<long>("select count(*) from weft.weft_receipts")).ShouldBe(20);
    }

    [Fact]
    public async Task an_unanswered_commit_without_keys_is_found_by_its_events()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var node = Node.Over(wire);
        await node.RegisterAsync("ada");
        await node.BeginAsync("r", Work.Fork(2));
        wire.LoseNextAnswer();

        var claimed = await node.ClaimAsync("ada", 2);

        wire.AnswerWasLost.ShouldBeTrue();
        claimed.Count.ShouldBe(2);
        (await home.QueryAsync<long>("select count(*) from weft.mt_events where type = 'task_assigned'")).ShouldBe(2);
        await node.SubmitAsync(claimed[0], "ada");
    }

    [Fact]
    public async Task while_the_database_is_away_callers_are_told_and_afterwards_it_goes_on_by_itself()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var node = Node.Over(wire);
        await node.RegisterAsync("ada");
        var waiting = node.SendAsync(new ClaimTasks("ada", 1, 60));
        await node.SendAsync(new ChangeCapacity("ada", 2));
        wire.GoDown();

        var outcomes = await Task.WhenAll(Enumerable.Range(3, 10).Select(i => node.SendAsync(new ChangeCapacity("ada", i), $"k{i}")));
        outcomes.ShouldAllBe(o => o.Rejection!.Code == DoorRefusals.Unavailable);
        (await waiting).Rejection!.Code.ShouldBe(DoorRefusals.Unavailable);
        (await home.QueryAsync<long>("select count(*) from weft.weft_receipts")).ShouldBe(0);

        wire.ComeBack();
        var epoch = "select epoch from weft.weft_ownership where tenant = 'w'";
        var before = await home.QueryAsync<long>(epoch);
        await Eventually.TrueAsync(async () => await home.QueryAsync<long>(epoch) > before);
        (await node.SendAsync(new ChangeCapacity("ada", 3), "k3")).Rejection.ShouldBeNull();
    }
}
