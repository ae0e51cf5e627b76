using Marten;
using Marten.Services;
using Npgsql;
using Shouldly;
using Weft.Application.EventStore;
using Weft.Application.History;

namespace Weft.Projections.Tests.History;

public sealed class HighWaterTests : IAsyncLifetime
{
    private TestStore _store = null!;
    private HighWater _water = null!;
    private long _start;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.CreateAsync();
        _water = new HighWater(_store.Database, new Flusher(_store.Database));
        _start = await _store.AppendAsync("acme", new SimulatedRun("first").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(_start);
    }

    public async ValueTask DisposeAsync()
    {
        _water.Dispose();
        await _store.DisposeAsync();
    }

    [Fact, Trait("Capability", "B3")]
    public async Task a_commit_that_overtakes_an_earlier_one_is_not_passed_on_before_it()
    {
        await using var slow = await OpenAsync();
        await AppendAsync(slow, "slow");
        var fast = await _store.AppendAsync("evil", new SimulatedRun("fast").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        for (var looks = 0; looks < 3; looks++)
        {
            (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(_start, "the slow one is still under way");
        }

        await slow.Transaction!.CommitAsync(TestStore.Cancellation);
        (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(fast);
        var (events, _) = await new HistoryReader(_store.Database).AllAsync("acme", _start, fast, 100, TestStore.Cancellation);
        events.ShouldAllBe(e => e.Stream == "workflow-slow");
        events.Count.ShouldBe(4);
    }

    [Fact, Trait("Capability", "B3")]
    public async Task numbers_of_a_transaction_that_was_given_up_hold_nobody_up()
    {
        await using var given = await OpenAsync();
        await AppendAsync(given, "given-up");
        var fast = await _store.AppendAsync("evil", new SimulatedRun("fast").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(_start);
        await given.Transaction!.RollbackAsync(TestStore.Cancellation);
        (await ReachedAsync(_water, fast)).ShouldBe(fast);
        using var restarted = new HighWater(_store.Database, new Flusher(_store.Database));
        (await ReachedAsync(restarted, fast)).ShouldBe(fast);
    }

    [Fact, Trait("Capability", "B3")]
    public async Task a_gap_behind_which_another_opens_is_passed_as_far_as_is_safe()
    {
        await using var given = await OpenAsync();
        await AppendAsync(given, "given-up");
        var first = await _store.AppendAsync("evil", new SimulatedRun("one").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(_start);
        await using var slow = await OpenAsync();
        await AppendAsync(slow, "slow");
        await _store.AppendAsync("evil", new SimulatedRun("two").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        await given.Transaction!.RollbackAsync(TestStore.Cancellation);
        (await ReachedAsync(_water, first)).ShouldBe(first);
        (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(first);
        await slow.Transaction!.CommitAsync(TestStore.Cancellation);
        (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(first + 8);
    }

    [Fact, Trait("Capability", "B3")]
    public async Task a_transaction_in_another_database_puts_a_gap_off_and_does_not_keep_it()
    {
        await using var elsewhere = await TestStore.CreateAsync();
        await using var other = await elsewhere.Database.OpenConnectionAsync(TestStore.Cancellation);
        await using var busy = await other.BeginTransactionAsync(TestStore.Cancellation);
        await using var writes = new NpgsqlCommand("select pg_current_xact_id()", other, busy);
        await writes.ExecuteScalarAsync(TestStore.Cancellation);
        await using var given = await OpenAsync();
        await AppendAsync(given, "given-up");
        var fast = await _store.AppendAsync("evil", new SimulatedRun("fast").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        await given.Transaction!.RollbackAsync(TestStore.Cancellation);
        for (var looks = 0; looks < 3; looks++)
        {
            (await _water.ReadAsync(TestStore.Cancellation)).ShouldBe(_start);
        }

        await busy.CommitAsync(TestStore.Cancellation);
        (await ReachedAsync(_water, fast)).ShouldBe(fast);
    }

    /// <summary>PostgreSQL counts transactions across all its databases, so one of another test that runs beside may put off the moment at which a gap
    /// is known to be closed for good. What counts is that it comes, and never one position too far.</summary>
    private static Task<long> ReachedAsync(HighWater water, long position) => water.WaitAsync(position, TimeSpan.FromMinutes(1), TestStore.Cancellation);

    private async Task<Open> OpenAsync()
    {
        var connection = await _store.Database.OpenConnectionAsync(TestStore.Cancellation);
        return new Open(connection, await connection.BeginTransactionAsync(TestStore.Cancellation));
    }

    /// <summary>Written, numbered, and not committed.</summary>
    private async Task AppendAsync(Open open, string id)
    {
        var options = SessionOptions.ForTransaction(open.Transaction!);
        options.TenantId = "acme";
        await using var session = _store.Store.LightweightSession(options);
        var run = new SimulatedRun(id).Begin(SimulatedRun.Definition(SimulatedRun.Task("a")));
        session.Events.Append(run.Stream, run.Story.Select(t => (object)session.Events.BuildEvent(t.Event)).ToArray());
        await session.SaveChangesAsync(TestStore.Cancellation);
    }

    private sealed record Open(NpgsqlConnection Connection, NpgsqlTransaction? Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction!.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
