using JasperFx.Core;
using Weft.Application.Coordination;
using Wolverine;

namespace Weft.Application.Workflows;

/// <summary>A gate began to wait and has a deadline.</summary>
public sealed record AwaitGate(string CoordinationSagaId, string Gate, int Run, DateTimeOffset DeadlineAt);

/// <summary>Rings when a gate has waited as long as it may.</summary>
public sealed record GateDeadline(string CoordinationSagaId, string Gate, int Run);

/// <summary>One for each run that waits at a gate: arms the gate's deadline, sends its command when it rings, and ends with the last one. The workflow judges; this
/// document holds nothing that its events do not, so losing it loses nothing. It does not hear when its run ends: of the many that never waited each would be looked for.</summary>
public sealed class CoordinationSaga : Saga
{
    /// <summary>The workflow's.</summary>
    public string Id { get; set; } = "";

    /// <summary>What has not rung yet.</summary>
    public List<GateDeadline> Armed { get; set; } = [];

    public DeliveryMessage<GateDeadline> StartOrHandle(AwaitGate gate)
    {
        Id = gate.CoordinationSagaId;
        var deadline = new GateDeadline(gate.CoordinationSagaId, gate.Gate, gate.Run);
        Armed = [.. Armed.Except([deadline]), deadline];
        return deadline.ScheduledAt(gate.DeadlineAt);
    }

    public async Task HandleAsync(GateDeadline deadline, Envelope envelope, IDoor door, CancellationToken cancellation)
    {
        await SendAsync(Id, deadline, envelope, door, cancellation);
        Armed = [.. Armed.Except([deadline])];
        if (Armed.Count == 0)
        {
            MarkCompleted();
        }
    }

    /// <summary>Late, twice, or its document is gone: the workflow judges all the same.</summary>
    public static Task NotFound(GateDeadline deadline, Envelope envelope, IDoor door, CancellationToken cancellation) =>
        SendAsync(deadline.CoordinationSagaId, deadline, envelope, door, cancellation);

    private static Task SendAsync(string workflow, GateDeadline deadline, Envelope envelope, IDoor door, CancellationToken cancellation)
    {
        var (_, gate, run) = deadline;
        var key = FormattableString.Invariant($"gate-deadline/{workflow}/{gate}/{run}");
        return door.DeliverAsync(new TimeOutGate(workflow, gate, run), Sender.System(envelope.TenantId!, key, causation: envelope.Id.ToString()), cancellation);
    }
}
