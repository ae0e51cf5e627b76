using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;

namespace Weft.Projections;

/// <summary>A read model of rows, fed in batches of one workspace's events in order. It knows nothing that is not in the events, so the
/// daemon, a rebuild and the audit replay all come to the same rows.</summary>
public abstract class RowProjection : ProjectionBase, IProjection
{
    /// <summary>Events a batch: the larger, the fewer times a row that many events touch is written.</summary>
    private const int EventsPerBatch = 2_000;

    protected RowProjection(string name, params ReadOnlySpan<Type> rows)
    {
        Name = name;
        IncludeArchivedEvents = true;
        Options.BatchSize = EventsPerBatch;
        Options.MaximumHopperSize = 5 * EventsPerBatch;
        foreach (var row in rows)
        {
            RegisterPublishedType(row);
            Options.DeleteViewTypeOnTeardown(row);
        }
    }

    public abstract Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);
}
