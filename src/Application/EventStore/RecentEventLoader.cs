using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Weft.Application.EventStore;

/// <summary>Loads a read model's next events from memory where they are there, from the store where not.</summary>
/// <param name="types">the events that it hears; none for all</param>
internal sealed class RecentEventLoader(RecentEvents recent, IEventLoader stored, HashSet<Type> types, int batchSize) : IEventLoader
{
    public Task<EventPage> LoadAsync(EventRequest request, CancellationToken token)
    {
        var (events, last) = recent.After(request.Floor, request.HighWater, types.Count == 0 ? null : types, batchSize);
        if (last < request.HighWater && events.Count == 0)
        {
            return stored.LoadAsync(request, token);
        }

        // The page ends where memory does: what is beyond comes with the next one.
        var page = new EventPage(request.Floor);
        page.AddRange(events);
        page.CalculateCeiling(batchSize, last);
        return Task.FromResult(page);
    }
}
