using System.Text.Json;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "Z1")]
public sealed class ReceiptTests
{
    [Fact]
    public async Task the_same_key_gets_the_same_answer_and_nothing_happens_again()
    {
        await using var node = await Node.StartAsync();
        var first = await node.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");
        var events = await node.EventsAsync();

        var again = await node.SendAsync(new RegisterAgent("ada", Work.Profile(3)), "k1");

        again.Replayed.ShouldBeTrue();
        Read<AgentAnswer>(again).ShouldBe((AgentAnswer)first.Answer!);
        (await node.EventsAsync()).ShouldBe(events);
    }

    [Fact]
    public async Task the_same_key_with_another_body_is_refused()
    {
        await using var node = await Node.StartAsync();
        await node.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1", "body one");

        var other = await node.SendAsync(new RegisterAgent("bob", Work.Profile()), "k1", "body two");

        other.Rejection!.Code.ShouldBe(DoorRefusals.KeyReused);
        (await node.SendAsync(new DrainAgent("bob", "is it there?"))).Rejection!.Code.ShouldBe("agent.unknown");
    }

    [Fact]
    public async Task a_key_belongs_to_its_actor()
    {
        await using var node = await Node.StartAsync();
        await node.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1", "a", "user:ann");

        var other = await node.SendAsync(new RegisterAgent("bob", Work.Profile()), "k1", "b", "user:ben");

        other.Rejection.ShouldBeNull();
        other.Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task a_receipt_of_an_earlier_version_is_found()
    {
        await using var node = await Node.StartAsync();
        var first = await node.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");
        await node.Door.StopAsync();
        (await node.QueryAsync<long>("with old as (update weft.weft_receipts set answer = reply::jsonb, reply = null returning 1) select count(*) from old")).ShouldBe(1);

        await using var next = node.Another();
        var again = await next.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");

        again.Replayed.ShouldBeTrue();
        Read<AgentAnswer>(again).ShouldBe((AgentAnswer)first.Answer!);
    }

    [Fact]
    public async Task a_receipt_outlives_the_server()
    {
        await using var node = await Node.StartAsync();
        var first = await node.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");
        await node.Door.StopAsync();

        await using var next = node.Another();
        var again = await next.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");

        again.Replayed.ShouldBeTrue();
        Read<AgentAnswer>(again).ShouldBe((AgentAnswer)first.Answer!);
    }

    [Fact]
    public async Task one_key_sent_many_times_at_once_happens_once()
    {
        await using var node = await Node.StartAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => node.SendAsync(new ChangeCapacityOrRegister($"a{i}"), "k1")));

        outcomes.ShouldAllBe(o => o.Accepted);
        outcomes.Count(o => !o.Replayed).ShouldBe(1);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_registered'")).ShouldBe(1);
    }

    [Fact]
    public async Task a_refusal_leaves_no_receipt_and_is_decided_again()
    {
        await using var node = await Node.StartAsync();
        (await node.SendAsync(new ChangeCapacity("ada", 3), "k1")).Rejection!.Code.ShouldBe("agent.unknown");
        await node.RegisterAsync("ada");

        (await node.SendAsync(new ChangeCapacity("ada", 3), "k1")).Rejection.ShouldBeNull();
    }

    [Fact]
    public async Task an_answered_claim_is_answered_alike_again()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        await node.BeginAsync("r", Work.Fork(2));
        var first = Work.Claimed(await node.SendAsync(new ClaimTasks("ada", 1, 0), "k1")).ShouldHaveSingleItem();

        var again = Read<ClaimAnswer>(await node.SendAsync(new ClaimTasks("ada", 1, 0), "k1")).Tasks.ShouldHaveSingleItem();

        (again.Task, again.Token).ShouldBe((first.Task, first.Token));
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'task_assigned'")).ShouldBe(1);
    }

    private static T Read<T>(Outcome outcome) =>
        outcome.Answer is JsonElement json ? json.Deserialize<T>(Application.EventStore.Json.Options)! : throw new InvalidOperationException("not from a receipt");

    private sealed record ChangeCapacityOrRegister(string Name) : ICommand
    {
        public Weft.Domain.Access.Permission Needs => Weft.Domain.Access.Permission.Work;

        public ValueTask<Weft.Domain.Rejection?> DecideAsync(Deciding deciding) =>
            new RegisterAgent(Name, Work.Profile()).DecideAsync(deciding);
    }
}
