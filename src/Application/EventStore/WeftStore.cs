using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Marten's store, whose read models have what this process stored a moment ago from memory instead of loading and reading it again.</summary>
public sealed class WeftStore : DocumentStore, IEventStore<IDocumentOperations, IQuerySession>
{
    public WeftStore(StoreOptions options, NpgsqlDataSource database)
        : base(options)
    {
        Recent = new RecentEvents(Events);
        Flusher = new Flusher(database, Recent.Forget);
    }

    public RecentEvents Recent { get; }

    public Flusher Flusher { get; }

    /// <summary>The store's own loader, built without the shard's name (only a store with a sequence for each tenant needs it), behind ours. All
    /// else of the interface stays with the base class. Streams are never archived, so that nothing recent is left out for that.</summary>
    IEventLoader IEventStore<IDocumentOperations, IQuerySession>.BuildEventLoader(
        IEventDatabase database, ILogger loggerFactory, EventFilterable filtering, AsyncOptions shardOptions, ShardName shardName)
    {
        var stored = ((IEventStore<IDocumentOperations, IQuerySession>)this).BuildEventLoader(database, loggerFactory, filtering, shardOptions);
        var types = filtering is { StreamType: null } && filtering.IncludedEventTypes.TrueForAll(t => t is { IsAbstract: false, IsInterface: false })
            ? filtering.IncludedEventTypes.ToHashSet()
            : throw new NotSupportedException("A read model names the events that it hears, one by one.");
        return new RecentEventLoader(Recent, Flusher, stored, types, shardOptions.BatchSize);
    }
}
