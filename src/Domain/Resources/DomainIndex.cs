using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Weft.Domain.Resources;

/// <summary>A domain map made ready for being asked.</summary>
public sealed class DomainIndex
{
    private static readonly ConditionalWeakTable<DomainMap, DomainIndex> Ready = [];
    private readonly ImmutableArray<(Resource Pattern, Owner Owner)> _rules;

    private DomainIndex(DomainMap map) => _rules = [.. Rules(map)];

    public static DomainIndex Of(DomainMap map) => Ready.GetValue(map, static m => new DomainIndex(m));

    /// <summary>Of each domain that owns anything one.</summary>
    public IEnumerable<Owner> Owners => _rules.Select(r => r.Owner).DistinctBy(o => o.Domain);

    /// <summary>Null: it is nobody's.</summary>
    public Owner? OwnerOf(Resource resource)
    {
        foreach (var (pattern, owner) in _rules)
        {
            if (pattern.Covers(resource))
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>All to whom something belongs that a pattern stands for; none behind the first to whom all of it belongs.</summary>
    public IEnumerable<Owner> OwnersOf(Resource pattern)
    {
        var seen = new HashSet<Owner>();
        foreach (var (rule, owner) in _rules)
        {
            if (rule.Overlaps(pattern) && seen.Add(owner))
            {
                yield return owner;
            }

            if (rule.Covers(pattern))
            {
                yield break;
            }
        }
    }

    /// <summary>Areas of different domains that speak of the same, the first of which wins: one entry for two areas, those first of which a rule
    /// says nothing at all.</summary>
    public IReadOnlyList<AreaOverlap> Overlaps() =>
        [.. Pairs().GroupBy(p => (p.Owner.Domain, p.Owner.Area, Other: p.Other.Domain, OtherArea: p.Other.Area))
            .Select(g => g.OrderByDescending(p => p.IsCovered).First() with { Pairs = g.Count() })
            .OrderByDescending(p => p.IsCovered)];

    private IEnumerable<AreaOverlap> Pairs()
    {
        for (var i = 0; i < _rules.Length; i++)
        {
            for (var j = i + 1; j < _rules.Length; j++)
            {
                if (_rules[i].Owner.Domain != _rules[j].Owner.Domain && _rules[i].Pattern.Overlaps(_rules[j].Pattern))
                {
                    yield return new AreaOverlap(_rules[i].Pattern, _rules[i].Owner, _rules[j].Pattern, _rules[j].Owner, 1, _rules[i].Pattern.Covers(_rules[j].Pattern));
                }
            }
        }
    }

    private static IEnumerable<(Resource, Owner)> Rules(DomainMap map)
    {
        var named = map.Domains.ToLookup(d => d.Name, StringComparer.Ordinal);
        var reaching = map.Domains.Select(d => (Domain: d, Names: Reached(named, d.Name))).ToList();
        foreach (var domain in map.Domains)
        {
            var above = reaching.Where(r => r.Names.Contains(domain.Name)).Select(r => r.Domain).ToList();
            ImmutableArray<string> roles = [.. above.SelectMany(d => d.Roles).Distinct(StringComparer.Ordinal)];
            ImmutableArray<string> agents = [.. above.SelectMany(d => d.Agents).Distinct(StringComparer.Ordinal)];
            foreach (var area in domain.Areas)
            {
                var owner = new Owner(domain.Name, area.Name, roles, agents, area.Skills);
                foreach (var pattern in area.Paths.Select(Resource.Path).Concat(area.Tables.Select(Resource.Table)).Concat(area.Operations.Select(Resource.Operation)).OfType<Resource>())
                {
                    yield return (pattern, owner);
                }
            }
        }
    }

    /// <summary>Itself and all that it includes, through any number of others.</summary>
    private static HashSet<string> Reached(ILookup<string, OwnedDomain> named, string from)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([from]));
        while (open.TryPop(out var name))
        {
            foreach (var next in seen.Add(name) ? named[name].SelectMany(d => d.Includes) : [])
            {
                open.Push(next);
            }
        }

        return seen;
    }
}
