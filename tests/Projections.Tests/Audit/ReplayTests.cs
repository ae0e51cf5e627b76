using JasperFx;
using Marten;
using Shouldly;
using Weft.Application.EventStore;
using Weft.Projections.Audit;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests.Audit;

public sealed class ReplayTests : IAsyncLifetime
{
    private TestStore _store = null!;
    private DocumentStore _copies = null!;

    private Replay Replay => new(_store.Store, _copies, _store.Database);

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.CreateAsync();
        _copies = DocumentStore.For(o =>
        {
            o.Connection(_store.ConnectionString);
            o.UseWeft().AddWeftRows();
            o.DatabaseSchemaName = "weft_replay";
            o.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        });
        foreach (var seed in Enumerable.Range(0, 8))
        {
            await _store.AppendAsync(seed % 2 == 0 ? "acme" : "evil", RandomRun.Play($"r{seed}", seed, 150));
        }

        await _store.CatchUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _copies.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact, Trait("Capability", "B2")]
    public async Task read_models_rebuilt_beside_the_live_ones_equal_them_and_leave_nothing_behind()
    {
        var report = await Replay.RunAsync("acme", 10, TestStore.Cancellation);
        report.Tables.ShouldAllBe(t => t.Equal && t.Differences.IsEmpty);
        report.Equal.ShouldBeTrue();
        report.Position.ShouldBeGreaterThan(100);
        report.Tables.Single(t => t.Table == "task_row").Rows.ShouldBeGreaterThan(40);
        (await CountAsync("weft_replay.mt_doc_task_row")).ShouldBe(0);
    }

    [Fact, Trait("Capability", "B2")]
    public async Task a_changed_a_lost_and_an_invented_row_are_found_and_named()
    {
        await _store.ExecuteAsync("update weft.mt_doc_task_row set data = jsonb_set(data, '{attempt}', '99') where tenant_id = 'acme' and id = 'r0/t3'");
        await _store.ExecuteAsync("delete from weft.mt_doc_gate_row where tenant_id = 'acme' and id = 'r2/g1'");
        await _store.ExecuteAsync("insert into weft.mt_doc_run_row (tenant_id, id, data, mt_version) select tenant_id, 'ghost', data, mt_version from weft.mt_doc_run_row where tenant_id = 'acme' and id = 'r0'");
        // The column that queries look at, not the document.
        await _store.ExecuteAsync("update weft.mt_doc_task_row set active = not active where tenant_id = 'acme' and id = 'r2/t1'");
        var report = await Replay.RunAsync("acme", 10, TestStore.Cancellation);
        report.Equal.ShouldBeFalse();
        var wrong = report.Tables.Where(t => !t.Equal).ToDictionary(t => t.Table);
        wrong.Keys.Order().ShouldBe(["gate_row", "run_row", "task_row"]);
        wrong["task_row"].Differences.Select(d => d.Id).ShouldBe(["r0/t3", "r2/t1"]);
        wrong["task_row"].Differences[0].Live!.ShouldContain("\"attempt\":99");
        wrong["gate_row"].Differences.ShouldHaveSingleItem().Live.ShouldBeNull();
        wrong["run_row"].Differences.ShouldHaveSingleItem().Rebuilt.ShouldBeNull();
        (await Replay.RunAsync("evil", 10, TestStore.Cancellation)).Equal.ShouldBeTrue("the other workspace was not touched");
    }

    [Fact, Trait("Capability", "B1")]
    public async Task read_models_can_be_had_as_of_any_position()
    {
        var run = new SimulatedRun("w").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))).At(1).Take("a", "ada");
        var then = await _store.AppendAsync("late", run);
        var before = run.Story.Count;
        run.At(9).Submit("a");
        await _store.AppendAsync("late", run.Stream, run.Story.Skip(before));
        await using var replayed = await Replayed.FromAsync(_store.Store, _copies, "late", new Dictionary<string, long> { [BoardProjection.BoardName] = then }, TestStore.Cancellation);
        await using var past = replayed.Query();
        var row = (await past.LoadAsync<TaskRow>("w/a", TestStore.Cancellation))!;
        (row.Status, row.Holder).ShouldBe((Domain.Workflows.WorkStatus.Started, "ada"));
    }

    [Fact, Trait("Capability", "B3")]
    public async Task a_snapshot_says_what_it_reflects_and_a_reader_can_wait_for_more()
    {
        var progress = new Progress(_store.Store, _store.Database, TimeProvider.System);
        var caughtUp = await progress.WaitAsync([BoardProjection.BoardName], 0, TimeSpan.Zero, TestStore.Cancellation);
        var last = await _store.AppendAsync("acme", new SimulatedRun("late").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))));
        (await progress.WaitAsync([BoardProjection.BoardName], last, TimeSpan.FromMilliseconds(50), TestStore.Cancellation)).ShouldBe(caughtUp);
        var waiting = progress.WaitAsync([BoardProjection.BoardName], last, TimeSpan.FromMinutes(1), TestStore.Cancellation);
        await using (var before = await Snapshot.OpenAsync(_store.Store, _store.Database, "acme", [BoardProjection.BoardName], TestStore.Cancellation))
        {
            await _store.CatchUpAsync();
            (await before.Session.LoadAsync<WorkflowRow>("late", TestStore.Cancellation)).ShouldBeNull("it shows the moment at which it was opened");
            before.Position.ShouldBe(caughtUp);
        }

        (await waiting).ShouldBe(last);
        await using var after = await Snapshot.OpenAsync(_store.Store, _store.Database, "acme", [BoardProjection.BoardName], TestStore.Cancellation);
        after.Position.ShouldBe(last);
        (await after.Session.LoadAsync<WorkflowRow>("late", TestStore.Cancellation)).ShouldNotBeNull();
    }

    [Fact, Trait("Capability", "B2")]
    public async Task nothing_is_lost_with_the_tables_of_all_read_models()
    {
        var before = (await Replay.RunAsync("acme", 0, TestStore.Cancellation)).Tables.Select(t => t.LiveHash).ToArray();
        foreach (var (_, table) in ReadModels.Tables)
        {
            await _store.ExecuteAsync($"delete from weft.mt_doc_{table}");
        }

        (await Replay.RunAsync("acme", 0, TestStore.Cancellation)).Equal.ShouldBeFalse();
        foreach (var projection in WeftProjections.All())
        {
            await _store.RebuildAsync(projection.Name);
        }

        (await Replay.RunAsync("acme", 0, TestStore.Cancellation)).Tables.Select(t => t.LiveHash).ShouldBe(before);
    }

    [Fact, Trait("Capability", "B2")]
    public void the_audit_covers_every_table_of_every_read_model() => ((IReadOnlyStoreOptions)_store.Store.Options).AllKnownDocumentTypes()
        .Where(m => m.DocumentType.IsAssignableTo(typeof(IRow))).Select(m => m.Alias).Order(StringComparer.Ordinal)
        .ShouldBe(ReadModels.Tables.Select(t => t.Table));

    private async Task<long> CountAsync(string table)
    {
        await using var command = _store.Database.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(TestStore.Cancellation))!;
    }
}
