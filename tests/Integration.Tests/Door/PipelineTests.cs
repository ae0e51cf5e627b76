using Marten;
using Npgsql;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>While one batch is being stored, the next is decided. The store is held up by somebody who locks a stream.</summary>
[Trait("Capability", "Z1")]
public sealed class PipelineTests
{
    [Fact]
    public async Task what_comes_while_a_batch_is_being_stored_is_decided_meanwhile_and_told_after_it()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("a0");
        await using var held = await HoldAsync(node, "agent-a0");
        var first = node.SendAsync(new ChangeCapacity("a0", 2));
        await held.WaitedForAsync();
        var noticed = new Noticed();
        var second = node.SendAsync(noticed);
        var third = node.SendAsync(new ChangeCapacity("a0", 4));

        await noticed.Decided.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);
        first.IsCompleted.ShouldBeFalse();
        second.IsCompleted.ShouldBeFalse("nobody is told what rests on what is not stored");
        await held.ReleaseAsync();

        (await Task.WhenAll(first, second, third)).ShouldAllBe(o => o.Accepted);
        (await node.QueryAsync<string>("select string_agg(data ->> 'capacity', ' ' order by seq_id) from weft.mt_events where type = 'agent_capacity_changed'")).ShouldBe("2 4");
    }

    [Fact]
    public async Task when_the_batch_before_fails_what_rested_on_it_is_decided_again_once()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("a0");
        await using var held = await HoldAsync(node, "agent-a0");
        var first = node.SendAsync(new ChangeCapacity("a0", 2), "k1");
        await held.WaitedForAsync();
        var again = node.SendAsync(new ChangeCapacity("a0", 2), "k1");
        var noticed = new Noticed();
        var others = new[] { node.SendAsync(noticed), node.SendAsync(new ChangeCapacity("a0", 4), "k2"), node.SendAsync(new RegisterAgent("a1", Work.Profile()), "k3") };
        await noticed.Decided.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);

        await held.SpoilAsync();

        (await Task.WhenAll(others.Append(first).Append(again))).ShouldAllBe(o => o.Accepted);
        (await node.QueryAsync<long>("select max(seq_id) - min(seq_id) + 1 - count(*) from weft.mt_events")).ShouldBe(0);
        (await node.QueryAsync<string>("select string_agg(data ->> 'capacity', ' ' order by seq_id) from weft.mt_events where type = 'agent_capacity_changed'")).ShouldBe("9 2 4");
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where stream_id = 'agent-a1'")).ShouldBe(1);
        (await node.QueryAsync<long>("select max(version) - count(*) from weft.mt_events where stream_id = 'agent-a0'")).ShouldBe(0);
    }

    [Fact]
    public async Task what_a_waiting_claim_was_granted_in_a_batch_that_is_thrown_away_is_granted_again()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("a0");
        await node.RegisterAsync("a1");
        var waiting = node.SendAsync(new ClaimTasks("a1", 5, 60));
        await using var held = await HoldAsync(node, "agent-a0");
        var first = node.SendAsync(new ChangeCapacity("a0", 2));
        await held.WaitedForAsync();
        List<Task<Outcome>> others = [first, node.SendAsync(Work.Create("w1", Work.Fork(3)))];
        foreach (var noticed in new[] { new Noticed(), new Noticed() })
        {
            // The second is decided after the batch has handed out what came with the first.
            others.Add(node.SendAsync(noticed));
            await noticed.Decided.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);
        }

        await held.SpoilAsync();

        (await Task.WhenAll(others)).ShouldAllBe(o => o.Accepted);
        Work.Claimed(await waiting).Select(t => t.Task).Order().ShouldBe(["t0", "t1", "t2"]);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'task_assigned'")).ShouldBe(3);
        (await node.QueryAsync<long>("select max(version) - count(*) from weft.mt_events where stream_id = 'workflow-w1'")).ShouldBe(0);
    }

    [Fact]
    public async Task a_snapshot_holds_nothing_that_is_not_stored()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("a0");
        await using var held = await HoldAsync(node, "agent-a0");
        var first = node.SendAsync(new ChangeCapacity("a0", 2));
        await held.WaitedForAsync();
        var noticed = new Noticed();
        var second = node.SendAsync(noticed);
        await noticed.Decided.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);
        var stopping = node.Door.StopAsync();
        await held.ReleaseAsync();
        await stopping;

        (await first).Accepted.ShouldBeTrue();
        (await second).Accepted.ShouldBeTrue();
        (await node.QueryAsync<long>("select position from weft.weft_checkpoints where tenant = 'w'")).ShouldBe(await node.QueryAsync<long>("select max(seq_id) from weft.mt_events"));
    }

    private static async Task<Hold> HoldAsync(Node node, string stream)
    {
        var connection = await node.Database.OpenConnectionAsync(Node.Cancellation);
        var transaction = await connection.BeginTransactionAsync(Node.Cancellation);
        await using var command = new NpgsqlCommand($"select 1 from weft.mt_streams where id = '{stream}' for update", connection);
        await command.ExecuteNonQueryAsync(Node.Cancellation);
        return new Hold(node, connection, transaction, stream);
    }

    private sealed class Hold(Node node, NpgsqlConnection connection, NpgsqlTransaction transaction, string stream) : IAsyncDisposable
    {
        public async Task WaitedForAsync() => await Eventually.TrueAsync(async () =>
            await node.QueryAsync<long>($"select count(*) from pg_stat_activity where {connection.ProcessID} = any(pg_blocking_pids(pid))") > 0);

        public Task ReleaseAsync() => transaction.RollbackAsync(Node.Cancellation);

        /// <summary>Writes to the stream in the transaction that holds it: whoever waits has lost.</summary>
        public async Task SpoilAsync()
        {
            var options = Marten.Services.SessionOptions.ForTransaction(transaction);
            options.TenantId = Node.Workspace;
            await using var session = node.Store.LightweightSession(options);
            session.Events.Append(stream, new AgentCapacityChanged(9));
            await session.SaveChangesAsync(Node.Cancellation);
            await transaction.CommitAsync(Node.Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private sealed record Noticed : ICommand
    {
        private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Decided => _decided.Task;

        public Permission Needs => Permission.Work;

        public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
        {
            var agent = await deciding.LoadAsync(Streams.Agent, "a0");
            await deciding.EmitAsync(Streams.Agent, "a0", new AgentRegistered("a0", agent!.Profile));
            _decided.TrySetResult();
            return null;
        }
    }
}
