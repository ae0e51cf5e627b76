using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Weft.Domain.Resources;

/// <summary>The slices of a ledger made ready for being asked: who has what, and who waits in which order. First come, first served, over all
/// that overlaps: who waits is behind every holder and everybody who asked before, except itself.</summary>
public sealed class TurnOrder
{
    private static readonly ConditionalWeakTable<ImmutableDictionary<string, SliceQueue>, TurnOrder> Ready = [];
    private readonly ImmutableArray<(Resource Resource, SliceQueue Queue)> _queues;

    private TurnOrder(ImmutableDictionary<string, SliceQueue> slices) =>
        _queues = [.. slices.Values.OrderBy(q => q.Resource, StringComparer.Ordinal).Select(q => (Resource.Parse(q.Resource)!, q))];

    public static TurnOrder Of(Ledger ledger) => Ready.GetValue(ledger.Slices, static s => new TurnOrder(s));

    /// <summary>Slices of others of something that overlaps.</summary>
    /// <param name="agent">whose own are left out; none: nobody's</param>
    public IEnumerable<(string Resource, Slice Slice)> Held(Resource resource, string agent) =>
        Overlapping(resource).Where(q => q.Now is { } slice && slice.Agent != agent).Select(q => (q.Resource, q.Now!));

    /// <summary>Everybody who waits for something that overlaps, in order.</summary>
    public IEnumerable<(string Resource, SliceRequest Request)> Waiting(Resource resource) =>
        Overlapping(resource).SelectMany(q => q.Waiting.Select(w => (q.Resource, Request: w))).OrderBy(w => w.Request.Asked);

    /// <summary>Whose turn it is though they have nothing yet, in order.</summary>
    public IEnumerable<(string Resource, SliceRequest Request)> Due() =>
        _queues.Where(q => q.Queue is { Now: null, Waiting.IsEmpty: false } && IsFree(q.Resource, q.Queue.Waiting[0].Agent, q.Queue.Waiting[0].Asked))
            .Select(q => (q.Queue.Resource, Request: q.Queue.Waiting[0])).OrderBy(d => d.Request.Asked);

    /// <summary>Whether nobody is before the agent.</summary>
    /// <param name="asked">when it asked, by the ledger's versions</param>
    public bool IsFree(Resource resource, string agent, long asked) => Overlapping(resource).All(q => (q.Now is null || q.Now.Agent == agent) && !IsBefore(q, agent, asked));

    /// <summary>An agent waits for a resource once: were the first the agent's own, the second is another's.</summary>
    private static bool IsBefore(SliceQueue queue, string agent, long asked) => queue.Waiting.Take(2).Any(w => w.Agent != agent && w.Asked < asked);

    private IEnumerable<SliceQueue> Overlapping(Resource resource) => _queues.Where(q => q.Resource.Overlaps(resource)).Select(q => q.Queue);
}
