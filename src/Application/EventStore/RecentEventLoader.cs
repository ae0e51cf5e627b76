using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Loads a read model's next events from memory where they are there, from the store where not. What it gives is on disk: rows made of
/// events that a crash takes back would stay, and the events that get their numbers then would be passed over.</summary>
/// <param name="types">the events that it hears; none for all</param>
internal sealed class RecentEventLoader(RecentEvents recent, Flusher flusher, IEventLoader stored, HashSet<Type> types, int batchSize) : IEventLoader
{
    public async Task<EventPage> LoadAsync(EventRequest request, CancellationToken token)
    {
        var session = await flusher.SessionAsync().ConfigureAwait(false);
        var generation = recent.Generation;
        var page = FromMemory(request) ?? await stored.LoadAsync(request, token).ConfigureAwait(false);
        await flusher.FlushAsync(session).WaitAsync(token).ConfigureAwait(false);
        return generation == recent.Generation ? page : throw new NpgsqlException("What was in memory is not known to be stored; it is loaded again.");
    }

    /// <summary>The page ends where memory does: what is beyond comes with the next one.</summary>
    private EventPage? FromMemory(EventRequest request)
    {
        var (events, last) = recent.After(request.Floor, request.HighWater, types.Count == 0 ? null : types, batchSize);
        if (last < request.HighWater && events.Count == 0)
        {
            return null;
        }

        var page = new EventPage(request.Floor);
        page.AddRange(events);
        page.CalculateCeiling(batchSize, last);
        return page;
    }
}
