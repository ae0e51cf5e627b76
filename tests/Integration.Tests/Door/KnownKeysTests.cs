using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workflows;
using Weft.Contracts;
using Weft.Domain.Access;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>Memory holds some of the keys that have receipts; what it does not hold is asked of the store before anybody is refused.</summary>
[Trait("Capability", "Z1")]
public sealed class KnownKeysTests
{
    private const int Few = 4;
    private const string Actor = "user:ann";

    [Fact]
    public async Task until_the_receipts_are_read_each_key_may_be_known()
    {
        // Nobody listens there.
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        await using var keys = new KnownKeys(new ReceiptReader(nowhere), Few, NullLogger.Instance);
        keys.BeginReading(Node.Workspace);

        keys.IsRead.ShouldBeFalse();
        keys.KnowsAll.ShouldBeFalse();
    }

    [Fact]
    public async Task until_then_a_repeated_command_is_looked_up_and_costs_no_batch()
    {
        await using var node = await Node.StartAsync();
        await node.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");
        await node.Door.StopAsync();
        // As many read as may at once, and do not come to an end.
        var reader = new ReceiptReader(node.Database);
        await using var one = reader.NewestAsync(Node.Workspace, 1, Node.Cancellation).GetAsyncEnumerator(Node.Cancellation);
        await using var two = reader.NewestAsync(Node.Workspace, 1, Node.Cancellation).GetAsyncEnumerator(Node.Cancellation);
        (await one.MoveNextAsync(), await two.MoveNextAsync()).ShouldBe((true, true));
        await using var next = node.Another();
        await next.RegisterAsync("bob");
        var epoch = await EpochAsync(node);

        var again = await next.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");

        again.Replayed.ShouldBeTrue();
        (await EpochAsync(node)).ShouldBe(epoch, "a batch that is stored already would have made it take the workspace anew");
    }

    [Fact]
    public async Task once_they_are_read_it_is_known_which_key_is_new()
    {
        await using var node = await Node.StartAsync();
        await node.SendAsync(new RegisterAgent("ada", Work.Profile()), "k1");
        await using var keys = new KnownKeys(new ReceiptReader(node.Database), Few, NullLogger.Instance);
        keys.BeginReading(Node.Workspace);

        await Eventually.TrueAsync(() => Task.FromResult(keys.KnowsAll));

        (keys.Holds(Actor, "k1"), keys.Holds(Actor, "k2")).ShouldBe((true, false));
    }

    [Fact]
    public async Task more_receipts_than_there_is_room_for_are_not_taken_for_all()
    {
        await using var node = await Node.StartAsync();
        for (var i = 0; i < Few; i++)
        {
            await node.SendAsync(new RegisterAgent($"a{i}", Work.Profile()), $"k{i}");
        }

        await using var keys = new KnownKeys(new ReceiptReader(node.Database), Few, NullLogger.Instance);
        keys.BeginReading(Node.Workspace);
        await Eventually.TrueAsync(() => Task.FromResult(keys.IsRead));

        keys.KnowsAll.ShouldBeFalse();
        keys.Holds(Actor, $"k{Few - 1}").ShouldBeTrue("the newest are held");
    }

    [Fact]
    public async Task more_keys_than_are_held_one_by_one_are_all_known_until_there_are_too_many()
    {
        const int Most = 64;
        await using var node = await Node.StartAsync();
        await using var keys = new KnownKeys(new ReceiptReader(node.Database), Most, NullLogger.Instance);
        keys.BeginReading(Node.Workspace);
        await Eventually.TrueAsync(() => Task.FromResult(keys.IsRead));

        keys.Remember(Enumerable.Range(0, Most).Select(Receipt));

        keys.KnowsAll.ShouldBeTrue();
        Enumerable.Range(0, Most).ShouldAllBe(i => keys.Holds(Actor, $"k{i}"));

        keys.Remember(Enumerable.Range(Most, 2 * Most).Select(Receipt));

        keys.KnowsAll.ShouldBeFalse("the first have been forgotten");
        Enumerable.Range(2 * Most, Most).ShouldAllBe(i => keys.Holds(Actor, $"k{i}"));
    }

    [Fact]
    public async Task what_was_accepted_under_a_forgotten_key_is_answered_from_its_receipt_and_not_refused()
    {
        await using var node = (await Node.StartAsync()).Forgetful(Few);
        await node.RegisterAsync("ada");
        await node.BeginAsync("r", Work.Fork(1));
        var held = (await node.ClaimAsync("ada")).ShouldHaveSingleItem();
        var start = new StartTask("r", held.Task, new("ada", held.Token));
        var first = await node.SendAsync(start, "k1");
        (await node.SendAsync(new ReleaseTask("r", held.Task, start.Holder, "later"))).Rejection.ShouldBeNull();
        await ForgetAsync(node);
        var events = await node.EventsAsync();

        var (again, same) = (await node.SendAsync(start, "k1"), await node.SendAsync(start));
        var other = await node.SendAsync(start, "k1", "another body");

        again.Rejection.ShouldBeNull();
        again.Replayed.ShouldBeTrue();
        ((JsonElement)again.Answer!).Deserialize<TaskAnswer>(Json.Options).ShouldBe((TaskAnswer)first.Answer!);
        same.Rejection!.Code.ShouldBe("lease.stale-token", "without a key it is refused");
        other.Rejection!.Code.ShouldBe(DoorRefusals.KeyReused);
        (await node.EventsAsync()).ShouldBe(events, "nothing was decided anew");
    }

    [Fact]
    public async Task what_was_never_accepted_is_refused_and_accepted_when_it_may_be()
    {
        await using var node = (await Node.StartAsync()).Forgetful(Few);
        await ForgetAsync(node);

        var refused = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => node.SendAsync(new DrainAgent("ada", "x"), $"d{i}")));
        await node.RegisterAsync("ada");

        refused.ShouldAllBe(o => o.Rejection!.Code == "agent.unknown");
        (await node.SendAsync(new DrainAgent("ada", "x"), "d0")).Rejection.ShouldBeNull();
    }

    private static Receipt Receipt(int i) => new(Actor, $"k{i}", "", "{}"u8.ToArray());

    /// <summary>So many other keys that the first ones have no room.</summary>
    private static async Task ForgetAsync(Node node)
    {
        for (var i = 0; i < 2 * Few; i++)
        {
            (await node.SendAsync(new RegisterAgent($"a{i}", Work.Profile()), $"other{i}")).Rejection.ShouldBeNull();
        }
    }

    private static Task<long> EpochAsync(Node node) => node.QueryAsync<long>("select epoch from weft.weft_ownership where tenant = 'w'");

}
