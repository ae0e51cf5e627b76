using Shouldly;
using Weft.Projections.Conflicts;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests;

/// <summary>Rows of another version of a read model are thrown away once, and made anew.</summary>
public sealed class OutdatedRowsTests : IAsyncLifetime
{
    private const string Older = "update weft.mt_event_progression set name = 'board:All' where name like 'board:%'";
    private TestStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.CreateAsync();
        await _store.AppendAsync("acme", RandomRun.Play("r1", 1, 150));
        await _store.CatchUpAsync();
    }

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    [Fact, Trait("Capability", "B2")]
    public async Task rows_of_this_version_stay()
    {
        (await DropAsync()).ShouldBeEmpty();
        (await _store.AllAsync<TaskRow>("acme")).ShouldNotBeEmpty();
    }

    [Theory, Trait("Capability", "B2")]
    [InlineData(Older)]
    [InlineData("insert into weft.mt_event_progression (name, last_seq_id) values ('board:V99:All', 3)")]
    public async Task rows_that_another_version_made_or_touched_are_made_anew_and_others_stay(string another)
    {
        var (before, progress) = (await _store.AllAsync<TaskRow>("acme"), (await ProgressAsync())[BoardProjection.BoardName]);
        await _store.ExecuteAsync(another);
        await _store.ExecuteAsync("update weft.mt_doc_task_row set data = jsonb_set(data, '{attempt}', '99')");
        (await DropAsync()).ShouldBe([BoardProjection.BoardName]);
        (await _store.AllAsync<TaskRow>("acme")).ShouldBeEmpty();
        (await ProgressAsync()).ShouldContainKey(ConflictProjection.ConflictsName);
        OutdatedRows.PositionBefore(await ProgressAsync(), BoardProjection.BoardName).ShouldBe(progress);
        (await DropAsync()).ShouldBeEmpty("the second time there is nothing to do");
        await _store.CatchUpAsync();
        (await _store.AllAsync<TaskRow>("acme")).OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => (r.Id, r.Attempt)).ShouldBe(before.OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => (r.Id, r.Attempt)));
        (await DropAsync()).ShouldBeEmpty();
    }

    [Fact, Trait("Capability", "B2")]
    public async Task what_was_a_read_model_of_its_own_is_forgotten()
    {
        await _store.ExecuteAsync("insert into weft.mt_event_progression (name, last_seq_id) values ('timeline:All', 3)");
        (await DropAsync()).ShouldBeEmpty();
        (await ProgressAsync()).ShouldNotContainKey("timeline");
    }

    [Fact, Trait("Capability", "B2")]
    public async Task of_many_servers_that_start_at_once_one_does_it()
    {
        await _store.ExecuteAsync(Older);
        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(DropAsync)))).SelectMany(d => d).ShouldBe([BoardProjection.BoardName]);
    }

    private Task<IReadOnlyList<string>> DropAsync() => OutdatedRows.DropAsync(_store.Store, _store.Database, TestStore.Cancellation);

    private Task<IReadOnlyDictionary<string, long>> ProgressAsync() => new Progress(_store.Store, _store.Database, TimeProvider.System).ReadAsync(TestStore.Cancellation);
}
