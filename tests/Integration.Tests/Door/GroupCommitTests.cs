using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "Z1")]
public sealed class GroupCommitTests
{
    [Fact]
    public async Task commands_in_flight_together_share_transactions()
    {
        await using var node = await Node.StartAsync();
        var before = await node.QueryAsync<long>("select count(distinct xmin::text) from weft.mt_events");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => node.SendAsync(new RegisterAgent($"a{i}", Work.Profile()))));

        outcomes.ShouldAllBe(o => o.Accepted);
        var transactions = await node.QueryAsync<long>("select count(distinct xmin::text) from weft.mt_events") - before;
        transactions.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task the_position_told_is_that_of_the_last_event()
    {
        await using var node = await Node.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            var outcome = await node.SendAsync(new RegisterAgent($"a{i}", Work.Profile()));
            outcome.Position.ShouldBe(await node.QueryAsync<long>("select max(seq_id) from weft.mt_events"));
        }
    }

    [Theory]
    [InlineData(Poison.Throws)]
    [InlineData(Poison.CannotBeStored)]
    [InlineData(Poison.CannotBeWritten)]
    public async Task a_poisonous_command_hurts_only_itself(Poison poison)
    {
        await using var node = await Node.StartAsync();
        var good = Enumerable.Range(0, 20).Select(i => node.SendAsync(new RegisterAgent($"a{i}", Work.Profile()))).ToList();
        var bad = node.SendAsync(new Poisonous(poison));
        var late = Enumerable.Range(20, 20).Select(i => node.SendAsync(new RegisterAgent($"a{i}", Work.Profile()))).ToList();

        (await bad).Rejection!.Code.ShouldBe(DoorRefusals.Failed);
        (await Task.WhenAll(good.Concat(late))).ShouldAllBe(o => o.Accepted);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_registered'")).ShouldBe(40);
    }

    [Fact]
    public async Task what_lost_a_race_is_decided_again_and_leaves_no_gap()
    {
        await using var node = await Node.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => node.RegisterAsync($"a{i}")));
        await BehindItsBackAsync(node, "agent-a5", new AgentCapacityChanged(7));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => node.SendAsync(new ChangeCapacity($"a{i}", 9))));

        outcomes.ShouldAllBe(o => o.Accepted);
        (await node.QueryAsync<long>("select max(seq_id) - min(seq_id) + 1 - count(*) from weft.mt_events")).ShouldBe(0);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_capacity_changed'")).ShouldBe(11);
    }

    [Fact]
    public async Task batches_over_crossed_streams_neither_deadlock_nor_leave_gaps()
    {
        await using var node = await Node.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => node.RegisterAsync($"a{i}")));
        var epoch = await node.QueryAsync<long>("select epoch from weft.weft_ownership where tenant = 'w'");
        var writers = Enumerable.Range(0, 4).Select(_ => new BatchWriter(node.Store, node.Database)).ToList();
        var won = 0;
        for (var version = 1; version <= 15; version++)
        {
            var attempts = await Task.WhenAll(writers.Select((w, i) => TryAsync(w, Crossed(epoch, version, i))));
            attempts.Count(a => a is null).ShouldBe(1, "exactly one may win");
            attempts.OfType<Exception>().ShouldAllBe(e => StoreErrors.IsLost(e));
            won++;
        }

        won.ShouldBe(15);
        (await node.QueryAsync<long>("select max(seq_id) - min(seq_id) + 1 - count(*) from weft.mt_events")).ShouldBe(0);
    }

    [Fact]
    public async Task a_full_mailbox_refuses_and_what_it_took_it_does()
    {
        await using var node = await Node.StartAsync();
        var gate = new TaskCompletionSource();
        var held = node.SendAsync(new Blocking(gate.Task));
        await Blocking.Begun.Task;
        var outcomes = Enumerable.Range(0, 10_200).Select(i => node.SendAsync(new RegisterAgent($"a{i % 50}", Work.Profile()))).ToList();
        gate.SetResult();

        (await held).Accepted.ShouldBeTrue();
        var all = await Task.WhenAll(outcomes);
        all.Count(o => o.Rejection?.Code == DoorRefusals.Busy).ShouldBe(200);
        all.Count(o => o.Accepted).ShouldBe(10_000);
    }

    private static async Task<Exception?> TryAsync(BatchWriter writer, Batch batch)
    {
        try
        {
            await writer.CommitAsync(batch, Node.Cancellation);
            return null;
        }
        catch (Npgsql.PostgresException error)
        {
            return error;
        }
    }

    /// <summary>Every writer names the same streams in another order.</summary>
    private static Batch Crossed(long epoch, int version, int turn)
    {
        var order = Enumerable.Range(0, 8).Select(i => turn % 2 == 0 ? (i + turn) % 8 : 7 - ((i + turn) % 8));
        var events = order.Select(i => Entry.Of(Sender.System("w"), new Emitted(
            Streams.Agent, $"agent-a{i}", new AgentCapacityChanged(version), new(version + 1, DateTimeOffset.UtcNow, new(1, version)), [], Guid.CreateVersion7()), policy: 1));
        return new Batch("w", epoch, [.. events], []);
    }

    private static async Task BehindItsBackAsync(Node node, string stream, object happened)
    {
        await using var session = node.Store.LightweightSession(Node.Workspace);
        session.Events.Append(stream, happened);
        await session.SaveChangesAsync(Node.Cancellation);
    }

    public enum Poison { Throws, CannotBeStored, CannotBeWritten }

    private sealed record Poisonous(Poison Poison) : ICommand
    {
        public Permission Needs => Permission.Work;

        public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
        {
            if (Poison == Poison.Throws)
            {
                throw new InvalidOperationException("poison");
            }

            var name = Poison == Poison.CannotBeStored ? "\0" : "ok";
            var level = Poison == Poison.CannotBeWritten ? double.NaN : 1;
            await deciding.EmitAsync(Streams.Agent, "bad", new AgentRegistered("bad", Work.Profile(1, null, new Skill(name, level))));
            return null;
        }
    }

    private sealed record Blocking(Task Until) : ICommand
    {
        public static TaskCompletionSource Begun { get; } = new();

        public Permission Needs => Permission.Work;

        public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
        {
            Begun.TrySetResult();
            await Until;
            return null;
        }
    }
}
