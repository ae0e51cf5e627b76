using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Resources;

/// <summary>A resource that a task's holder has claimed.</summary>
public sealed record Claim(string Resource, string Agent, string Workflow, string Task, long Token);

/// <summary>The reservation ledger of a workspace: who may write what, and what is taken.</summary>
public sealed record Ledger(DomainMap Map, int MapVersion, ImmutableArray<Claim> Claims, long Version)
{
    public static Ledger Empty { get; } = new(DomainMap.None, 0, [], 0);

    public static Ledger Evolve(Ledger? state, ILedgerEvent happened, Stamp stamp) => Apply(state ?? Empty, happened) with { Version = stamp.Version };

    private static Ledger Apply(Ledger s, ILedgerEvent happened) => happened switch
    {
        DomainMapChanged e => s with { Map = e.Map, MapVersion = e.Version },
        ResourceClaimed e => s with { Claims = s.Claims.Add(new Claim(e.Resource, e.Agent, e.Workflow, e.Task, e.Token)) },
        ResourceReleased e => s with { Claims = s.Claims.Remove(new Claim(e.Resource, e.Agent, e.Workflow, e.Task, e.Token)) },
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };
}
