using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;
using Weft.Integration.Tests.Door;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Agents;

/// <summary>The breaker through the door and the store, on a clock that the test moves.</summary>
[Trait("Capability", "V8")]
public sealed class BreakerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task what_is_counted_and_what_is_open_survives_a_restart_and_a_waiting_claim_is_answered_when_it_half_opens()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(1));
        await node.BeginAsync("r", Work.Fork(9));
        await FailAsync(node, "ada", 4);
        await node.Door.StopAsync();
        await using var second = node.Another(_time);
        await FailAsync(second, "ada", 1);
        (await CountAsync(second, "breaker_opened")).ShouldBe(1);
        (await second.ClaimAsync("ada", 1)).ShouldBeEmpty();
        await second.Door.StopAsync();

        await using var third = second.Another(_time);
        var waiting = third.SendAsync(new ClaimTasks("ada", 1, 60));
        await third.SendAsync(new ChangeCapacity("ada", 5));
        _time.Advance(TimeSpan.FromSeconds(9));
        await third.SendAsync(new ChangeCapacity("ada", 6));
        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        var probe = Work.Claimed(await waiting).ShouldHaveSingleItem();
        (await third.ClaimAsync("ada", 5)).ShouldBeEmpty("one probe at once");
        await third.SubmitAsync(probe, "ada");
        (await third.ClaimAsync("ada", 3)).Count.ShouldBe(3);
        (await CountAsync(third, "breaker_half_opened"), await CountAsync(third, "breaker_closed")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task a_probe_that_fails_keeps_it_open_for_twice_as_long()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(1));
        await node.BeginAsync("r", Work.Fork(9));
        await FailAsync(node, "ada", 5);
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(async () => await CountAsync(node, "breaker_half_opened") == 1);
        await FailAsync(node, "ada", 1);
        _time.Advance(TimeSpan.FromSeconds(19));
        (await node.ClaimAsync("ada")).ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => await CountAsync(node, "breaker_half_opened") == 2);
        (await node.ClaimAsync("ada")).ShouldHaveSingleItem();
        (await node.QueryAsync<string>("select string_agg(data ->> 'trip', ' ' order by seq_id) from weft.mt_events where type = 'breaker_opened'")).ShouldBe("1 2");
    }

    [Fact]
    [Trait("Capability", "V2")]
    public async Task what_a_lost_agent_held_counts_once_and_one_that_leaves_has_not_failed()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(9, new Deadlines(10, 20)));
        await node.RegisterAsync("bob", Work.Profile(9));
        await node.BeginAsync("r", Work.Fork(12));
        (await node.ClaimAsync("ada", 6)).Count.ShouldBe(6);
        (await node.ClaimAsync("bob", 6)).Count.ShouldBe(6);
        (await node.SendAsync(new LeaveAgent("bob", "done"))).Accepted.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.TrueAsync(async () => await CountAsync(node, "agent_suspected") == 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(async () => await CountAsync(node, "lease_expired") == 12);
        (await CountAsync(node, "breaker_counted"), await CountAsync(node, "breaker_opened")).ShouldBe((1, 0));
    }

    [Fact]
    public async Task what_is_offered_is_withdrawn_and_goes_to_another_while_what_is_held_stays()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(2));
        await node.BeginAsync("r", Work.Fork(2) with { Settings = Work.Settings with { Coordination = Coordination.Push } });
        var held = (await node.ClaimAsync("ada")).ShouldHaveSingleItem();
        (await CountAsync(node, "task_offered")).ShouldBe(2);
        await node.RegisterAsync("bob", Work.Profile(1));
        (await node.SendAsync(new OpenBreaker("ada", null, "new disk"))).Accepted.ShouldBeTrue();
        (await CountAsync(node, "offer_lapsed")).ShouldBe(1);
        (await node.ClaimAsync("ada")).ShouldBeEmpty();
        (await node.ClaimAsync("bob")).ShouldHaveSingleItem().Task.ShouldNotBe(held.Task);
        await node.SubmitAsync(held, "ada");
        (await CountAsync(node, "lease_expired")).ShouldBe(0);
    }

    [Fact]
    public async Task a_probe_is_one_attempt_whether_it_is_work_or_a_merge()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(3));
        await node.BeginAsync("r", Work.Fork(9), Work.Repository);
        var first = (await node.ClaimAsync("ada")).ShouldHaveSingleItem();
        (await node.SendAsync(Work.Submit(first, "ada", new string('1', 40)))).Rejection.ShouldBeNull();
        (await node.SendAsync(new OpenBreaker("ada", 10, "to see"))).Accepted.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(async () => await CountAsync(node, "breaker_half_opened") == 1);
        (await node.ClaimAsync("ada", 3)).ShouldHaveSingleItem("a place and the merge lane are free");
    }

    private static async Task FailAsync(Node node, string agent, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var task = (await node.ClaimAsync(agent)).ShouldHaveSingleItem();
            (await node.SendAsync(new FailTask(task.Workflow, task.Task, new Holder(agent, task.Token), "broken", null, null))).Rejection.ShouldBeNull();
        }
    }

    private static Task<long> CountAsync(Node node, string type) => node.QueryAsync<long>($"select count(*) from weft.mt_events where type = '{type}'");
}
