using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Resources;

/// <summary>A resource that a task's holder has claimed.</summary>
public sealed record Claim(string Resource, string Agent, string Workflow, string Task, long Token);

/// <summary>The reservation ledger of a workspace: who may write what, and what is taken.</summary>
public sealed record Ledger(DomainMap Map, int MapVersion, ImmutableArray<Claim> Claims, long Version)
{
    /// <summary>Resources that are used in turns.</summary>
    public ImmutableDictionary<string, SliceQueue> Slices { get; init; } = ImmutableDictionary<string, SliceQueue>.Empty;

    public static Ledger Empty { get; } = new(DomainMap.None, 0, [], 0);

    public static Ledger Evolve(Ledger? state, ILedgerEvent happened, Stamp stamp) => Apply(state ?? Empty, happened, stamp) with { Version = stamp.Version };

    private static Ledger Apply(Ledger s, ILedgerEvent happened, Stamp stamp) => happened switch
    {
        DomainMapChanged e => s with { Map = e.Map, MapVersion = e.Version },
        ResourceClaimed e => s with { Claims = s.Claims.Add(new Claim(e.Resource, e.Agent, e.Workflow, e.Task, e.Token)) },
        ResourceReleased e => s with { Claims = s.Claims.Remove(new Claim(e.Resource, e.Agent, e.Workflow, e.Task, e.Token)) },
        SliceRequested e => s.Turn(e.Resource, e, stamp),
        SliceWithdrawn e => s.Turn(e.Resource, e, stamp),
        SliceGranted e => s.Turn(e.Resource, e, stamp),
        SliceRenewed e => s.Turn(e.Resource, e, stamp),
        SliceExtended e => s.Turn(e.Resource, e, stamp),
        SliceEnded e => s.Turn(e.Resource, e, stamp),
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };

    private Ledger Turn(string resource, ILedgerEvent happened, Stamp stamp)
    {
        var queue = SliceQueue.Evolve(Slices.GetValueOrDefault(resource), resource, happened, stamp);
        return this with { Slices = queue.IsEmpty ? Slices.Remove(resource) : Slices.SetItem(resource, queue) };
    }
}
