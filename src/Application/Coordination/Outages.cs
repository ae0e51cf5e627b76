using Weft.Application.EventStore;
using Weft.Domain;

namespace Weft.Application.Coordination;

/// <summary>What callers are told while the database does not do its part.</summary>
public static class Outages
{
    public static Rejection Of(Exception error) => StoreErrors.IsFull(error)
        ? Rejection.Because(DoorRefusals.StoreFull, "The disk of the database is full: nothing was stored. Reading goes on; writing does as soon as there is room. With an Idempotency-Key it is safe to try again.")
        : Rejection.Because(DoorRefusals.Unavailable, $"The event store does not answer ({error.GetType().Name}). With an Idempotency-Key it is safe to try again.");
}
