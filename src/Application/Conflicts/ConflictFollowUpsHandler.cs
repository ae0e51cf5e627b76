using JasperFx.Events;
using Weft.Application.EventStore;
using Weft.Domain.Conflicts;
using Wolverine;

namespace Weft.Application.Conflicts;

/// <summary>Which fact of a conflict sets its saga in motion. Facts come committed and in order.</summary>
public static class ConflictFollowUpsHandler
{
    public static Task Handle(IEvent<ConflictDetected> fact, IMessageBus bus, CancellationToken cancellation) => AwaitAsync(fact, 1, bus, cancellation);

    /// <summary>The last level has no deadline: there is nobody left to tell.</summary>
    public static Task Handle(IEvent<ConflictEscalated> fact, IMessageBus bus, CancellationToken cancellation) =>
        fact.Data.Level < Resolve.MaxLevel ? AwaitAsync(fact, fact.Data.Level, bus, cancellation) : Task.CompletedTask;

    public static Task Handle(IEvent<ConflictResolved> fact, IMessageBus bus, CancellationToken cancellation) => EndAsync(fact, bus, cancellation);

    public static Task Handle(IEvent<ConflictYielded> fact, IMessageBus bus, CancellationToken cancellation) => EndAsync(fact, bus, cancellation);

    public static Task Handle(IEvent<ConflictWithdrawn> fact, IMessageBus bus, CancellationToken cancellation) => EndAsync(fact, bus, cancellation);

    private static Task AwaitAsync(IEvent fact, int level, IMessageBus bus, CancellationToken cancellation) =>
        bus.InvokeForTenantAsync(fact.TenantId, new AwaitAnswer(Streams.Conflict.Id(fact.StreamKey!), level, fact.Timestamp), cancellation);

    private static Task EndAsync(IEvent fact, IMessageBus bus, CancellationToken cancellation) =>
        bus.InvokeForTenantAsync(fact.TenantId, new EndConflict(Streams.Conflict.Id(fact.StreamKey!)), cancellation);
}
