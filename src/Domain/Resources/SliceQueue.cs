using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Resources;

/// <param name="Token">fencing token</param>
/// <param name="Since">its turn came; whoever was at work before may still hand that in</param>
public sealed record Slice(string Agent, long Token, double Seconds, DateTimeOffset EndsAt, DateTimeOffset Since);

/// <param name="Asked">version of the ledger with which it asked: who asked earlier comes first, also for what overlaps</param>
public sealed record SliceRequest(string Agent, double Seconds, long Asked);

/// <summary>A resource that is used in turns: who has it now, and who waits, in order.</summary>
public sealed record SliceQueue(string Resource, Slice? Now, ImmutableArray<SliceRequest> Waiting)
{
    public bool IsEmpty => Now is null && Waiting.IsEmpty;

    /// <summary>Has it or waits for it.</summary>
    public bool Knows(string agent) => Now?.Agent == agent || Waiting.Any(w => w.Agent == agent);

    internal static SliceQueue Evolve(SliceQueue? state, string resource, ILedgerEvent happened, Stamp stamp)
    {
        var s = state ?? new SliceQueue(resource, null, []);
        return happened switch
        {
            SliceRequested e => s with { Waiting = s.Waiting.Add(new SliceRequest(e.Agent, e.Seconds, stamp.Version)) },
            SliceWithdrawn e => s with { Waiting = s.Without(e.Agent) },
            SliceGranted e => s with { Now = new Slice(e.Agent, stamp.Version, e.Seconds, e.EndsAt, stamp.At), Waiting = s.Without(e.Agent) },
            SliceRenewed e => s with { Now = s.Now! with { EndsAt = e.EndsAt } },
            SliceExtended e => s with { Now = s.Now! with { EndsAt = e.EndsAt } },
            SliceEnded => s with { Now = null },
            _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
        };
    }

    private ImmutableArray<SliceRequest> Without(string agent) => [.. Waiting.Where(w => w.Agent != agent)];
}
