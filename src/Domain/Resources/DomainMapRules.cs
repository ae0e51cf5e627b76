using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Resources;

/// <summary>What every domain map must satisfy.</summary>
internal static class DomainMapRules
{
    private const int MostDomains = 100;
    private const int MostPatterns = 500;
    private const int MostBytes = 40 * 1024;

    public static Rejection? Broken(DomainMap map)
    {
        if (map.Domains.Select(d => d.Name).GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return Rejection.Because("domain.duplicate-name", $"Domain '{twice.Key}' is there twice.", ("domain", twice.Key));
        }

        return TooLarge(map) ?? map.Domains.Select(d => Names(map, d) ?? Patterns(d)).FirstOrDefault(r => r is not null) ?? Cycle(map);
    }

    private static Rejection? TooLarge(DomainMap map)
    {
        var areas = map.Domains.SelectMany(d => d.Areas).ToList();
        var texts = map.Domains.SelectMany(d => d.Roles.Concat(d.Agents).Concat(d.Includes).Append(d.Name))
            .Concat(areas.SelectMany(a => a.Paths.Concat(a.Tables).Concat(a.Operations).Concat(a.Skills).Append(a.Name))).Concat(map.Skills ?? []);
        return map.Domains.Length > MostDomains || areas.Sum(a => a.Paths.Length + a.Tables.Length + a.Operations.Length) > MostPatterns || texts.Sum(t => t.Length + 4) > MostBytes
            ? Rejection.Because("domain.too-large", string.Create(
                CultureInfo.InvariantCulture, $"A domain map has at most {MostDomains} domains, {MostPatterns} patterns and {MostBytes / 1024} KB."))
            : null;
    }

    private static Rejection? Names(DomainMap map, OwnedDomain domain)
    {
        if (domain.Includes.FirstOrDefault(i => map.Domains.All(d => d.Name != i)) is { } unknown)
        {
            return Rejection.Because("domain.bad-include", $"Domain '{domain.Name}' includes '{unknown}', which is not there.", ("domain", domain.Name), ("includes", unknown));
        }

        if (!domain.Areas.IsEmpty && domain.Roles.IsEmpty && domain.Agents.IsEmpty)
        {
            return Rejection.Because("domain.bad-owner", $"Domain '{domain.Name}' has neither roles nor agents: nobody could write in it.", ("domain", domain.Name));
        }

        return domain.Areas.GroupBy(a => a.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? Rejection.Because("domain.duplicate-area", $"Domain '{domain.Name}' has the area '{twice.Key}' twice.", ("domain", domain.Name), ("area", twice.Key))
            : null;
    }

    private static Rejection? Patterns(OwnedDomain domain)
    {
        foreach (var area in domain.Areas)
        {
            if (area.Paths.FirstOrDefault(p => IsBad(Resource.Path(p))) is { } path)
            {
                return Bad(domain, area, path, "a path pattern within the repository is expected, with /, without .., and of at most 500 characters, 64 segments and three **");
            }

            if (area.Tables.FirstOrDefault(t => IsBad(Resource.Table(t))) is { } table)
            {
                return Bad(domain, area, table, "a table name of at most 500 characters without spaces is expected");
            }

            if (area.Operations.FirstOrDefault(o => IsBad(Resource.Operation(o))) is { } operation)
            {
                return Bad(domain, area, operation, "a method and a route are expected, such as GET /orders/{id}, of at most 500 characters, 64 segments and three **");
            }
        }

        return null;
    }

    private static bool IsBad(Resource? pattern) => pattern is not { Parts.Length: <= Resource.MostSegments };

    private static Rejection Bad(OwnedDomain domain, Area area, string pattern, string expected) => Rejection.Because(
        "domain.bad-pattern", $"'{pattern}' in {domain.Name}/{area.Name}: {expected}.", ("domain", domain.Name), ("area", area.Name), ("pattern", pattern));

    /// <summary>Names the first cycle in full.</summary>
    private static Rejection? Cycle(DomainMap map)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var domain in map.Domains)
        {
            if (Walk(map, domain.Name, ImmutableList<string>.Empty, done) is { } cycle)
            {
                var text = string.Join(" → ", cycle);
                return Rejection.Because("domain.bad-cycle", $"Domains include each other in a circle: {text}.", ("cycle", text));
            }
        }

        return null;
    }

    private static IEnumerable<string>? Walk(DomainMap map, string name, ImmutableList<string> path, HashSet<string> done)
    {
        var at = path.IndexOf(name);
        if (at >= 0)
        {
            return path.Skip(at).Append(name);
        }

        if (!done.Contains(name))
        {
            foreach (var next in map.Domains.Where(d => d.Name == name).SelectMany(d => d.Includes))
            {
                if (Walk(map, next, path.Add(name), done) is { } cycle)
                {
                    return cycle;
                }
            }

            done.Add(name);
        }

        return null;
    }
}
