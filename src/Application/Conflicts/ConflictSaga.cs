using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Workspaces;
using Wolverine;

namespace Weft.Application.Conflicts;

/// <summary>A conflict waits for an answer, at this level of escalation since then.</summary>
public sealed record AwaitAnswer(string ConflictSagaId, int Level, DateTimeOffset Since);

/// <summary>Rings when nobody answered in time.</summary>
public sealed record ConflictDeadline(string ConflictSagaId, int Level, double WaitedSeconds);

public sealed record EndConflict(string ConflictSagaId);

/// <summary>One for each open conflict: arms the deadline of its level and has it escalated, level by level, until somebody answers.</summary>
public sealed class ConflictSaga : Saga
{
    /// <summary>The conflict's.</summary>
    public string Id { get; set; } = "";

    public async Task<DeliveryMessage<ConflictDeadline>> StartOrHandle(AwaitAnswer conflict, Envelope envelope, IStreamReader streams, CancellationToken cancellation)
    {
        Id = conflict.ConflictSagaId;
        var workspace = await streams.LoadAsync(envelope.TenantId!, Streams.Workspace, Streams.Workspace.Key(""), cancellation);
        var wait = ((Workspace?)workspace.State)?.Policy.ConflictSeconds ?? Policy.Default.ConflictSeconds;
        return new ConflictDeadline(conflict.ConflictSagaId, conflict.Level, wait).ScheduledAt(conflict.Since.AddSeconds(wait));
    }

    public Task Handle(ConflictDeadline deadline, Envelope envelope, IDoor door, CancellationToken cancellation) => SendAsync(Id, deadline, envelope, door, cancellation);

    public void Handle(EndConflict _) => MarkCompleted();

    /// <summary>Late, twice, or its document is gone: the conflict judges all the same.</summary>
    public static Task NotFound(ConflictDeadline deadline, Envelope envelope, IDoor door, CancellationToken cancellation) =>
        SendAsync(deadline.ConflictSagaId, deadline, envelope, door, cancellation);

    public static void NotFound(EndConflict _)
    {
    }

    private static Task SendAsync(string conflict, ConflictDeadline deadline, Envelope envelope, IDoor door, CancellationToken cancellation)
    {
        var (_, level, waited) = deadline;
        var key = FormattableString.Invariant($"conflict-deadline/{conflict}/{level}");
        var reason = FormattableString.Invariant($"not answered within {waited} s at level {level}");
        return door.DeliverAsync(new EscalateConflict(conflict, level, reason), Sender.System(envelope.TenantId!, key, causation: envelope.Id.ToString()), cancellation);
    }
}
