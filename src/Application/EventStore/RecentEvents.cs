using JasperFx.Events;
using Marten.Events;
using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>The last events that this process stored, in the order of their sequence. The read models have them from here while they keep up;
/// what is not here, or came from another node, they load from the store.</summary>
/// <param name="graph">how Marten names and wraps an event</param>
/// <param name="capacity">events kept; older ones make room</param>
public sealed class RecentEvents(EventGraph graph, int capacity = RecentEvents.Capacity)
{
    /// <summary>About a second of the highest load measured: a read model that is further behind takes large pages from the store.</summary>
    public const int Capacity = 16_384;

    private readonly Lock _lock = new();
    private readonly Slot?[] _slots = new Slot?[capacity];

    /// <summary>Raised whenever everything is forgotten.</summary>
    public long Generation { get; private set; }

    /// <summary>Takes what was stored under consecutive sequence numbers, unless everything was forgotten meanwhile.</summary>
    /// <param name="generation">before it was sent</param>
    /// <param name="first">sequence of the first</param>
    internal void Add(string workspace, long generation, long first, IReadOnlyList<Entry> stored)
    {
        lock (_lock)
        {
            for (var i = 0; i < stored.Count && generation == Generation; i++)
            {
                _slots[(first + i) % capacity] = new Slot(first + i, workspace, stored[i].Sender, stored[i].Emitted);
            }
        }
    }

    /// <summary>Events given to read models since the start.</summary>
    public long Given { get; private set; }

    /// <summary>After an error nothing is known: a store that lost what it had confirmed would give the numbers again.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            Generation++;
            Array.Clear(_slots);
        }
    }

    /// <summary>The events after a position, without a gap; none when the first of them is not here.</summary>
    /// <param name="types">only these; null for all</param>
    /// <param name="limit">at most so many</param>
    /// <returns>The events, and the last sequence number that was looked at.</returns>
    public (List<IEvent> Events, long Last) After(long position, long highWater, IReadOnlySet<Type>? types, int limit)
    {
        var (found, last) = (new List<IEvent>(), position);
        lock (_lock)
        {
            while (last < highWater && found.Count < limit && _slots[(last + 1) % capacity] is { } slot && slot.Sequence == last + 1)
            {
                last++;
                if (types is null || types.Contains(slot.Emitted.Event.GetType()))
                {
                    found.Add(slot.Wrapped ??= slot.Wrap(graph));
                }
            }

            Given += found.Count;
        }

        return (found, last);
    }

    /// <param name="Wrapped">as the store would give it, but without headers, which no read model may ask for (Projections/BannedSymbols.txt); made when the first read
    /// model asks, and shared by them</param>
    private sealed record Slot(long Sequence, string Workspace, Sender Sender, Emitted Emitted)
    {
        public IEvent? Wrapped { get; set; }

        public IEvent Wrap(EventGraph graph)
        {
            var wrapped = graph.BuildEvent(Emitted.Event);
            (wrapped.Id, wrapped.Sequence, wrapped.Version) = (Emitted.Id, Sequence, Emitted.Stamp.Version);
            (wrapped.StreamKey, wrapped.TenantId, wrapped.Timestamp) = (Emitted.Key, Workspace, Emitted.Stamp.At);
            (wrapped.CorrelationId, wrapped.CausationId) = (Sender.Correlation, Sender.Causation);
            return wrapped;
        }
    }
}
