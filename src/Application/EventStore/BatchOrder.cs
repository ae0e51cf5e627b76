using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>A batch in the order in which it is stored. Streams in one order for everybody, so that two batches cannot wait for each other; each
/// stream's events together, as one command's events of one stream follow each other in the store.</summary>
/// <param name="Streams">of each event the number of its stream, from 1</param>
/// <param name="Firsts">the first event of each stream</param>
/// <param name="Counts">how many events each stream has</param>
internal sealed record BatchOrder(Entry[] Events, int[] Streams, List<Emitted> Firsts, List<int> Counts)
{
    public static BatchOrder Of(IReadOnlyList<Entry> batch)
    {
        Entry[] events = [.. batch];
        Array.Sort(events, static (a, b) => Compare(a.Emitted, b.Emitted));
        var order = new BatchOrder(events, new int[events.Length], [], []);
        for (var i = 0; i < events.Length; i++)
        {
            if (i == 0 || events[i].Emitted.Key != events[i - 1].Emitted.Key)
            {
                order.Firsts.Add(events[i].Emitted);
                order.Counts.Add(0);
            }

            order.Counts[^1]++;
            order.Streams[i] = order.Firsts.Count;
        }

        return order;
    }

    private static int Compare(Emitted a, Emitted b) =>
        string.CompareOrdinal(a.Key, b.Key) is var keys and not 0 ? keys : a.Stamp.Version.CompareTo(b.Stamp.Version);
}
