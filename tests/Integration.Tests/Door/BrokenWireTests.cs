using Npgsql;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
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

    /// <summary>While the keys from before are still being read, each key is looked up, and is found when it was stored a moment ago.</summary>
    [Fact]
    public async Task who_asks_again_before_the_store_has_answered_is_told_a_position_that_is_not_too_early()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var node = Node.Over(wire);
        var (letKeysBeRead, reading) = wire.HoldNext("order by at desc limit");
        await node.RegisterAsync("ada");
        await reading.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);
        var letAnswerCome = wire.HoldAnswer();

        var sent = node.SendAsync(new ChangeCapacity("ada", 2), "k");
        await Eventually.TrueAsync(async () => await home.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_capacity_changed'") == 1);
        var again = await node.SendAsync(new ChangeCapacity("ada", 2), "k");
        sent.IsCompleted.ShouldBeFalse();
        (again.Accepted, again.Replayed).ShouldBe((true, true));
        again.Position.ShouldBe(await home.QueryAsync<long>("select seq_id from weft.mt_events where type = 'agent_capacity_changed'"));

        letAnswerCome();
        letKeysBeRead();
        (await sent).Position.ShouldBe(again.Position);
    }

    [Fact]
    public async Task nobody_is_told_before_it_is_on_disk()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var node = Node.Over(wire);
        await node.RegisterAsync("ada");
        var release = wire.HoldFlushes();

        var sent = Enumerable.Range(1, 20).Select(i => node.SendAsync(new ChangeCapacity("ada", i), $"k{i}")).ToArray();
        await Eventually.TrueAsync(async () => await home.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_capacity_changed'") == 20);
        await wire.Flushing.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);
        var again = node.SendAsync(new ChangeCapacity("ada", 20), "k20");
        var refused = node.SendAsync(new DrainAgent("bob", "is not there"));
        sent[^1].IsCompleted.ShouldBeFalse();
        again.IsCompleted.ShouldBeFalse("its receipt may be lost");
        refused.IsCompleted.ShouldBeFalse("what it was decided on may be lost");
        release();

        (await Task.WhenAll([.. sent, again])).ShouldAllBe(o => o.Accepted);
        (await refused).Accepted.ShouldBeFalse();
        (await home.EventsAsync()).ShouldBe(await home.QueryAsync<long>("select max(seq_id) from weft.mt_events"));
    }

    [Fact]
    public async Task what_grew_while_a_batch_was_stored_waits_for_the_disk_with_it()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var node = Node.Over(wire);
        await node.RegisterAsync("ada");
        await node.RegisterAsync("bob");
        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => node.SendAsync(new ChangeCapacity("ada", i))));
        var release = wire.HoldFlushes();
        var (letBatchesGo, held) = wire.HoldBatches();

        var sent = Enumerable.Range(10, 8).Select(i => node.SendAsync(new ChangeCapacity("bob", i))).ToArray();
        await held.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);
        var refused = Enumerable.Range(0, 8).Select(_ => node.SendAsync(new DrainAgent("nobody", "is not there"))).ToArray();
        letBatchesGo();
        await wire.Flushing.WaitAsync(TimeSpan.FromMinutes(1), Node.Cancellation);

        refused.ShouldAllBe(r => !r.IsCompleted);
        release();
        (await Task.WhenAll(sent)).ShouldAllBe(o => o.Accepted);
        (await Task.WhenAll(refused)).ShouldAllBe(o => !o.Accepted);
    }

    [Fact]
    public async Task a_flush_in_another_session_than_the_batch_assures_nobody()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var database = NpgsqlDataSource.Create(wire.ConnectionString);
        var forgotten = 0;
        await using var flusher = new Flusher(database, () => forgotten++);
        var session = await flusher.SessionAsync();
        await flusher.FlushAsync(session);
        wire.GoDown();
        wire.ComeBack();

        await Should.ThrowAsync<NpgsqlException>(flusher.FlushAsync(session));
        forgotten.ShouldBe(1);
        var next = await flusher.SessionAsync();
        await flusher.FlushAsync(next);
        await Should.ThrowAsync<NpgsqlException>(flusher.FlushAsync(session));
    }

    [Fact]
    public async Task a_batch_of_which_nobody_knows_whether_it_is_on_disk_is_looked_for()
    {
        await using var home = await Node.StartAsync();
        await using var wire = new Wire(home.ConnectionString);
        await using var node = Node.Over(wire);
        await node.RegisterAsync("ada");
        wire.LoseNextAnswer(Wire.Flush);

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => node.SendAsync(new ChangeCapacity("ada", i), i % 2 == 0 ? $"k{i}" : null)));

        wire.AnswerWasLost.ShouldBeTrue();
        outcomes.ShouldAllBe(o => o.Accepted);
        (await home.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_capacity_changed'")).ShouldBe(40);
    }

    [Fact]
    public async Task what_was_decided_on_a_batch_that_a_crash_took_back_is_not_stored()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        var epoch = await node.QueryAsync<long>("select epoch from weft.weft_ownership where tenant = 'w'");
        var before = await node.EventsAsync();
        var batch = new Batch("w", epoch, [], [new Receipt("user:ann", "k", "", "{}"u8.ToArray())], Session: 1, After: before + 1);

        var refused = await Should.ThrowAsync<PostgresException>(new BatchWriter(node.Store, node.Database).CommitAsync(batch, Node.Cancellation));

        StoreErrors.IsLost(refused).ShouldBeTrue();
        await new BatchWriter(node.Store, node.Database).CommitAsync(batch with { After = before }, Node.Cancellation);
        (await node.QueryAsync<long>("select count(*) from weft.weft_receipts")).ShouldBe(1);
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
