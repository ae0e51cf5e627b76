using System.Collections.Immutable;

namespace Weft.Domain.Resources;

/// <summary>The domain map is changed, and asked before anything is written.</summary>
public static class Partition
{
    public const string Outside = "domain.outside";
    public const string Untold = "domain.paths-untold";
    public const string UnknownSkill = "domain.unknown-skill";
    private const int MostNamed = 20;

    /// <param name="had">skills that agents of the workspace have</param>
    public static Decision<ILedgerEvent> SetMap(Ledger? state, DomainMap map, IEnumerable<string> had)
    {
        if (DomainMapRules.Broken(map) is { } broken)
        {
            return broken;
        }

        var known = state ?? Ledger.Empty;
        return known.MapVersion > 0 && Same(known.Map, map) ? Decision<ILedgerEvent>.Nothing
            : MapSkills.Unknown(map, known.Map, had) is { } unknown ? unknown
            : Decision<ILedgerEvent>.Accept(new DomainMapChanged(known.MapVersion + 1, map));
    }

    /// <summary>Null: the agent may write all of these. Otherwise what it may not, whose that is, and what to do.</summary>
    public static Rejection? Refuse(DomainMap map, string agent, ImmutableArray<string> roles, IEnumerable<Resource> resources)
    {
        if (!map.Enforced)
        {
            return null;
        }

        var index = DomainIndex.Of(map);
        var outside = resources.SelectMany(r => index.OwnersOf(r).Where(o => !o.Admits(agent, roles)).Take(1).Select(o => (Resource: r, Owner: o))).Take(MostNamed).ToList();
        if (outside.Count == 0)
        {
            return null;
        }

        var (resource, owner) = outside[0];
        var owners = string.Join(" or ", owner.Roles.Select(r => $"role '{r}'").Concat(owner.Agents.Select(a => $"agent '{a}'")));
        return Rejection.Because(
            Outside, $"'{resource.Text}' belongs to {owner.Domain}/{owner.Area}, where {owners} may write; agent '{agent}' may not. Leave it to them, or ask for the domain map to be changed.",
            ("resource", resource.Text), ("domain", owner.Domain), ("area", owner.Area), ("owners", string.Join(' ', owner.Roles.Concat(owner.Agents))), ("agent", agent),
            ("outside", string.Join(' ', outside.Select(o => o.Resource.Text))));
    }

    private static bool Same(DomainMap a, DomainMap b) => a.Enforced == b.Enforced && a.Domains.Length == b.Domains.Length && a.Domains.Zip(b.Domains).All(p => Same(p.First, p.Second))
        && (a.Skills ?? []).SequenceEqual(b.Skills ?? []);

    private static bool Same(OwnedDomain a, OwnedDomain b) => a.Name == b.Name && a.Roles.SequenceEqual(b.Roles) && a.Agents.SequenceEqual(b.Agents)
        && a.Includes.SequenceEqual(b.Includes) && a.Areas.Length == b.Areas.Length && a.Areas.Zip(b.Areas).All(p => Same(p.First, p.Second));

    private static bool Same(Area a, Area b) => a.Name == b.Name && a.Paths.SequenceEqual(b.Paths) && a.Tables.SequenceEqual(b.Tables)
        && a.Operations.SequenceEqual(b.Operations) && a.Skills.SequenceEqual(b.Skills);
}
