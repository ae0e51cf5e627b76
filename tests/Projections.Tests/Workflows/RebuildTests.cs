using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Weft.Projections.Audit;
using Weft.Projections.Conflicts;
using Weft.Projections.Workflows;

namespace Weft.Projections.Tests.Workflows;

public sealed class RebuildTests : IAsyncLifetime
{
    private static readonly string[] Rebuilt = [BoardProjection.BoardName, ConflictProjection.ConflictsName];
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.CreateAsync();

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    [Fact, Trait("Capability", "B2")]
    public async Task rows_rebuilt_at_once_equal_the_rows_kept_in_small_batches()
    {
        foreach (var seed in Enumerable.Range(100, 6))
        {
            var run = RandomRun.Play($"r{seed}", seed, 150);
            foreach (var piece in run.Story.Chunk(60))
            {
                await _store.AppendAsync(seed % 2 == 0 ? "acme" : "evil", run.Stream, piece);
                await _store.CatchUpAsync();
            }
        }

        var live = await HashesAsync();
        live.Count.ShouldBe(10);
        foreach (var readModel in Rebuilt)
        {
            await _store.RebuildAsync(readModel);
        }

        (await HashesAsync()).ShouldBe(live);
    }

    [Fact, Trait("Capability", "B3")]
    public async Task an_event_that_cannot_be_applied_stops_its_read_model_where_it_is_seen()
    {
        var run = new SimulatedRun("w").Begin(SimulatedRun.Definition(SimulatedRun.Task("a"))).At(1).Take("a", "ada").At(2).Submit("a");
        await _store.AppendAsync("acme", run);
        await _store.ExecuteAsync("delete from weft.mt_events where type = 'task_started'");
        await Should.ThrowAsync<Exception>(_store.CatchUpAsync);
        (await _store.LoadAsync<WorkflowRow>("acme", "w")).ShouldBeNull();
    }

    private async Task<Dictionary<string, string>> HashesAsync()
    {
        var hashes = new Dictionary<string, string>();
        foreach (var table in ReadModels.Tables.Where(t => Rebuilt.Contains(t.ReadModel)).Select(t => t.Table))
        {
            await using var command = _store.Database.CreateCommand($"select coalesce(string_agg(tenant_id || id || data::text, '|' order by tenant_id, id), '') from weft.mt_doc_{table}");
            var text = (string)(await command.ExecuteScalarAsync(TestStore.Cancellation))!;
            hashes[table] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }

        return hashes;
    }
}
