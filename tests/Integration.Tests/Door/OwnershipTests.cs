using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>Two nodes on one database: at any time one of them owns the workspace.</summary>
[Trait("Capability", "Z1")]
public sealed class OwnershipTests
{
    [Fact]
    public async Task a_displaced_owner_writes_nothing()
    {
        await using var first = await Node.StartAsync();
        await first.RegisterAsync("ada");
        await using var second = first.Another();
        await second.RegisterAsync("bob");
        var events = await first.EventsAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => first.SendAsync(new RegisterAgent($"a{i}", Work.Profile()), $"k{i}")));

        outcomes.ShouldAllBe(o => o.Rejection!.Code == DoorRefusals.NotOwner);
        (await first.EventsAsync()).ShouldBe(events);
    }

    [Fact]
    public async Task a_displaced_owner_sends_waiting_agents_away()
    {
        await using var first = await Node.StartAsync();
        await first.RegisterAsync("ada");
        var claim = first.SendAsync(new ClaimTasks("ada", 1, 60));
        await using var second = first.Another();
        await second.RegisterAsync("bob");

        await first.SendAsync(new DrainAgent("ada", "any command"));

        (await claim).Rejection!.Code.ShouldBe(DoorRefusals.NotOwner);
    }

    [Fact]
    public async Task a_displaced_owner_may_take_the_workspace_again_later()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var first = await Node.StartAsync(time);
        await using var second = first.Another();
        await second.RegisterAsync("bob");
        (await first.SendAsync(new DrainAgent("bob", "x"))).Rejection!.Code.ShouldBe(DoorRefusals.NotOwner);

        time.Advance(Tenure.KeepsAway);

        (await first.SendAsync(new DrainAgent("bob", "x"))).Rejection.ShouldBeNull();
        (await second.SendAsync(new DrainAgent("bob", "y"))).Rejection!.Code.ShouldBe(DoorRefusals.NotOwner);
    }

    [Fact]
    public async Task the_next_owner_knows_all_that_the_one_before_wrote()
    {
        await using var first = await Node.StartAsync();
        await first.RegisterAsync("ada");
        await first.BeginAsync("r", Work.Fork(3));
        var held = (await first.ClaimAsync("ada")).ShouldHaveSingleItem();

        await using var second = first.Another();
        await second.RegisterAsync("bob");
        var others = await second.ClaimAsync("bob", 10);

        others.Select(t => t.Task).Append(held.Task).ShouldBe(["t0", "t1", "t2"], ignoreOrder: true);
        await second.SubmitAsync(held, "ada");
    }
}
