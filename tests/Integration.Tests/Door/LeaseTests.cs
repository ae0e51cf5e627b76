using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Integration.Tests.Door;

public sealed class LeaseTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    [Trait("Capability", "V2")]
    public async Task a_lease_that_is_not_renewed_goes_to_another_agent()
    {
        await using var node = await Node.StartAsync(_time);
        var lost = await HeldByAdaAsync(node);
        var waiting = node.SendAsync(new ClaimTasks("bob", 1, 60));
        await node.SendAsync(new ChangeCapacity("bob", 9));

        _time.Advance(TimeSpan.FromSeconds(31));

        var taken = Work.Claimed(await waiting).ShouldHaveSingleItem();
        (taken.Task, taken.Token).ShouldBe((lost.Task, taken.Token));
        taken.Token.ShouldBeGreaterThan(lost.Token);
        (await CountAsync(node, "lease_expired")).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "V2")]
    public async Task a_renewed_lease_does_not_expire()
    {
        await using var node = await Node.StartAsync(_time);
        var held = await HeldByAdaAsync(node);
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            node.Door.PresenceOf(Node.Workspace).Renew("ada", new LeaseRef(held.Workflow, held.Task, held.Token), []).ShouldBeTrue();
        }

        await node.SubmitAsync(held, "ada");
        (await CountAsync(node, "lease_expired")).ShouldBe(0);
    }

    [Fact]
    [Trait("Capability", "Z1")]
    public async Task a_late_result_is_refused_and_kept_as_a_fact_once()
    {
        await using var node = await Node.StartAsync(_time);
        var lost = await HeldByAdaAsync(node);
        var waiting = node.SendAsync(new ClaimTasks("bob", 1, 60));
        await node.SendAsync(new ChangeCapacity("bob", 9));
        _time.Advance(TimeSpan.FromSeconds(31));
        await waiting;

        var late = await node.SendAsync(Work.Submit(lost, "ada"));
        await node.SendAsync(Work.Submit(lost, "ada"));

        late.Rejection!.Code.ShouldBe("lease.stale-token");
        late.Rejection.Facts["heldBy"].ShouldBe("bob");
        (await CountAsync(node, "stale_result_refused")).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "V1")]
    public async Task a_silent_agent_is_suspected_lost_and_heard_of_again()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(1, new Deadlines(10, 30)));
        await node.RegisterAsync("bob");
        await node.BeginAsync("r", Work.Fork(1));
        var held = (await node.ClaimAsync("ada")).ShouldHaveSingleItem();

        _time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.TrueAsync(async () => await CountAsync(node, "agent_suspected") == 1);
        node.Door.PresenceOf(Node.Workspace).Renew("ada", new LeaseRef(held.Workflow, held.Task, held.Token), []).ShouldBeTrue();
        var waiting = node.SendAsync(new ClaimTasks("bob", 1, 60));
        await node.SendAsync(new ChangeCapacity("bob", 9));
        _time.Advance(TimeSpan.FromSeconds(20));

        Work.Claimed(await waiting).ShouldHaveSingleItem().Task.ShouldBe(held.Task, "what a lost agent held goes to others, renewed or not");
        (await CountAsync(node, "agent_lost")).ShouldBe(1);
        (await node.SendAsync(new HearAgent("ada"))).Rejection.ShouldBeNull();
        (await CountAsync(node, "agent_recovered")).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "V2")]
    public async Task after_a_restart_a_holder_has_one_full_lease_of_grace()
    {
        await using var node = await Node.StartAsync(_time);
        var held = await HeldByAdaAsync(node);
        await node.Door.StopAsync();
        _time.Advance(TimeSpan.FromMinutes(5));

        await using var next = node.Another(_time);
        await next.SendAsync(new ChangeCapacity("bob", 9));
        _time.Advance(TimeSpan.FromSeconds(29));
        await next.SubmitAsync(held, "ada");
        (await CountAsync(node, "lease_expired")).ShouldBe(0);
    }

    private static async Task<ClaimedTask> HeldByAdaAsync(Node node)
    {
        await node.RegisterAsync("ada");
        await node.RegisterAsync("bob");
        await node.BeginAsync("r", Work.Fork(1));
        return (await node.ClaimAsync("ada")).ShouldHaveSingleItem();
    }

    private static Task<long> CountAsync(Node node, string type) => node.QueryAsync<long>($"select count(*) from weft.mt_events where type = '{type}'");
}
