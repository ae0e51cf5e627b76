using JasperFx.Events;
using Marten;
using Weft.Domain.Balancing;

namespace Weft.Projections.Balancing;

/// <summary>Windows, triggers, and what the strategies did about them.</summary>
public sealed class BalancingProjection : RowProjection
{
    public const string BalancingName = "balancing";

    public BalancingProjection()
        : base(BalancingName, version: 10, typeof(BalanceRow), typeof(TriggerRow), typeof(WindowRow))
    {
        foreach (var type in typeof(IBalancingEvent).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IBalancingEvent))))
        {
            IncludeType(type);
        }
    }

    public override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var batch = new BalancingBatch(operations, cancellation);
        foreach (var happened in events.Where(e => e.Data is IBalancingEvent))
        {
            await batch.ApplyAsync((IBalancingEvent)happened.Data, new Moment("", happened.Version, happened.Sequence, happened.Timestamp)).ConfigureAwait(false);
        }

        batch.Save();
    }
}
