using JasperFx.Events;
using Marten;
using Marten.Events.Archiving;

namespace Weft.Projections.Audit;

/// <summary>Read models of a workspace built again from its events, in tables of their own, as of any position. Many can stand beside each
/// other: each has a tenant of its own there, and is gone when it is disposed of.</summary>
public sealed class Replayed : IAsyncDisposable
{
    private const int EventsPerStep = 2_000;

    private readonly IDocumentStore _copies;

    private Replayed(IDocumentStore copies, string tenant) => (_copies, Tenant) = (copies, tenant);

    /// <summary>Where the copy is.</summary>
    public string Tenant { get; }

    public long Events { get; private set; }

    /// <param name="copies">a store with the read models' tables (<see cref="WeftProjections.AddWeftRows"/>) in another schema</param>
    /// <param name="upTo">for each read model, the position of the last event to apply; one that is not named is not built</param>
    public static async Task<Replayed> FromAsync(
        IDocumentStore store, IDocumentStore copies, string workspace, IReadOnlyDictionary<string, long> upTo, CancellationToken cancellation)
    {
        await copies.Storage.ApplyAllConfiguredChangesToDatabaseAsync().ConfigureAwait(false);
        var replayed = new Replayed(copies, $"{workspace}~{Guid.CreateVersion7():N}");
        try
        {
            var last = upTo.Values.DefaultIfEmpty().Max();
            for (var after = 0L; after < last;)
            {
                var events = await ReadAsync(store, workspace, after, last, cancellation).ConfigureAwait(false);
                if (events.Count == 0)
                {
                    break;
                }

                await replayed.ApplyAsync(events, upTo, cancellation).ConfigureAwait(false);
                after = events[^1].Sequence;
            }

            return replayed;
        }
        catch
        {
            await replayed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public IQuerySession Query() => _copies.QuerySession(Tenant);

    public async ValueTask DisposeAsync()
    {
        await using var session = _copies.LightweightSession(Tenant);
        foreach (var (_, table) in ReadModels.Tables)
        {
            session.QueueSqlCommand($"delete from {_copies.Options.DatabaseSchemaName}.mt_doc_{table} where tenant_id = ?", Tenant);
        }

        await session.SaveChangesAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task ApplyAsync(IReadOnlyList<IEvent> events, IReadOnlyDictionary<string, long> upTo, CancellationToken cancellation)
    {
        Events += events.Count;
        foreach (var projection in WeftProjections.All().Where(p => upTo.ContainsKey(p.Name)))
        {
            var mine = events.Where(e => e.Sequence <= upTo[projection.Name]).ToArray();
            if (mine.Length > 0)
            {
                await using var session = _copies.LightweightSession(Tenant);
                await projection.ApplyAsync(session, mine, cancellation).ConfigureAwait(false);
                await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task<IReadOnlyList<IEvent>> ReadAsync(IDocumentStore store, string workspace, long after, long last, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(workspace);
        return await session.Events.QueryAllRawEvents().Where(e => e.MaybeArchived() && e.Sequence > after && e.Sequence <= last)
            .OrderBy(e => e.Sequence).Take(EventsPerStep).ToListAsync(cancellation).ConfigureAwait(false);
    }
}
