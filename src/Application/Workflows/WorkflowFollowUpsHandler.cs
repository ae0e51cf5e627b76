using JasperFx.Events;
using Weft.Application.EventStore;
using Weft.Domain.Workflows;
using Wolverine;

namespace Weft.Application.Workflows;

/// <summary>Which fact of a run sets the coordination saga in motion. Facts come committed and in order.</summary>
public static class WorkflowFollowUpsHandler
{
    public static Task Handle(IEvent<GateAwaited> fact, IMessageBus bus, CancellationToken cancellation) => fact.Data.DeadlineAt is { } deadline
        ? bus.InvokeForTenantAsync(fact.TenantId, new AwaitGate(Streams.Workflow.Id(fact.StreamKey!), fact.Data.Gate, fact.Data.Run, deadline), cancellation)
        : Task.CompletedTask;
}
