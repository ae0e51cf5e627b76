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

    /// <param name="version">raised whenever the same events come to other rows than before: the next start of a server makes all rows anew</param>
    protected RowProjection(string name, uint version, params ReadOnlySpan<Type> rows)
    {
        Name = name;
        Version = version;
        IncludeArchivedEvents = true;
        Options.BatchSize = EventsPerBatch;
        Options.MaximumHopperSize = 5 * EventsPerBatch;
        foreach (var row in rows)
        {
            RegisterPublishedType(row);
            Options.DeleteViewTypeOnTeardown(row);
        }
    }

    /// <summary>The name under which the store keeps how far it has come.</summary>
    public string Progression => new ShardName(Name, ShardName.All, Version).Identity;

    /// <summary>It sees events of these families only; what it does not need is neither sent nor read.</summary>
    protected void Hears(params ReadOnlySpan<Type> families)
    {
        foreach (var family in families)
        {
            foreach (var type in family.Assembly.GetTypes())
            {
                if (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(family))
                {
                    IncludeType(type);
                }
            }
        }
    }

    public abstract Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);
}
