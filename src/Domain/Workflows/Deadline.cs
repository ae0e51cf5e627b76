using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>What about a task comes of itself, by the clock alone.</summary>
public enum DeadlineKind
{
    /// <summary>An attempt has taken too long.</summary>
    Timeout,

    /// <summary>A lease was not renewed.</summary>
    Lease,

    /// <summary>An offer was not taken.</summary>
    Offer,

    /// <summary>The next attempt may begin.</summary>
    Retry,

    /// <summary>It is kept for others no longer. Nothing happens to the task: whoever waits for work is to be looked at again.</summary>
    Kept,

    /// <summary>The warning or the breach of its class's limit.</summary>
    Clock,
}

/// <summary>When something about a task is to be judged. The one place that says so: the owner's timers and the simulator both ask here.</summary>
/// <param name="Fence">token of the lease, or number of the attempt, that it is of; deciders change nothing for another. 0 for a clock, which runs through attempts</param>
/// <param name="At">of a lease: as it was granted; renewals, which are no events, put it off</param>
public readonly record struct Deadline(DeadlineKind Kind, long Fence, DateTimeOffset At)
{
    /// <summary>How long a task is kept for others than those who lost it: one that is able and never asks must not hold it for ever.</summary>
    public static readonly TimeSpan KeptForOthers = TimeSpan.FromMinutes(1);

    public static ImmutableArray<DeadlineKind> Kinds { get; } = [.. Enum.GetValues<DeadlineKind>()];

    /// <summary>Counted from when it was ready again, or from the last offer that somebody let lapse: that one does not cost the task its age.</summary>
    public static DateTimeOffset KeptUntil(DateTimeOffset readyAt, DateTimeOffset? lapsedAt) => (lapsedAt > readyAt ? lapsedAt.Value : readyAt) + KeptForOthers;

    /// <summary>The one of this kind that the task has as it stands; null: none. What has ended has none.</summary>
    public static Deadline? Of(DeadlineKind kind, WorkItem item, SlaPolicy sla) => kind switch
    {
        DeadlineKind.Timeout => item is { Lease: { } held, Definition.TimeoutSeconds: > 0 and var seconds }
            ? new(kind, held.Token, (held.StartedAt ?? held.GrantedAt).AddSeconds(seconds)) : null,
        DeadlineKind.Lease => item.Lease is { } lease ? new(kind, lease.Token, lease.GrantedAt.AddSeconds(lease.Seconds)) : null,
        DeadlineKind.Offer => item is { Status: WorkStatus.Offered, OfferEndsAt: { } ends } ? new(kind, item.Attempt, ends) : null,
        DeadlineKind.Retry => item is { Status: WorkStatus.Deferred, NotBefore: { } notBefore } ? new(kind, item.Attempt, notBefore) : null,
        DeadlineKind.Kept => item is { Status: WorkStatus.Ready, LostBy.IsEmpty: false, ReadyAt: { } ready } ? new(kind, item.Attempt, KeptUntil(ready, item.LapsedAt)) : null,
        _ => Sla.Next(item, sla) is { } due ? new(kind, 0, due) : null,
    };
}
