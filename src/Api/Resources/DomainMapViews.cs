using System.Collections.Immutable;
using Weft.Application.Resources;
using Weft.Contracts;
using Weft.Domain.Resources;

namespace Weft.Api.Resources;

/// <summary>Domain maps as the API says them, and the other way round.</summary>
internal static class DomainMapViews
{
    public static DomainMapView View(this DomainMap map, int version)
    {
        var (overlaps, inAll) = SetDomainMap.Overlaps(map);
        return new DomainMapView(version, map.Enforced, [.. map.Domains.Select(View)], overlaps, map.Skills is { } skills ? [.. skills] : null, inAll);
    }

    public static DomainMap Map(this DomainMapBody body) => new(body.Enforced ?? false, [.. body.Domains.Select(d => new OwnedDomain(
        d.Name, All(d.Roles), All(d.Agents), All(d.Includes), [.. (d.Areas ?? []).Select(a => new Area(a.Name, All(a.Paths), All(a.Tables), All(a.Operations), All(a.Skills)))]))])
    {
        Skills = body.Skills is { Count: > 0 } ? All(body.Skills) : null,
    };

    private static DomainBody View(OwnedDomain d) => new(
        d.Name, d.Roles, d.Agents, d.Includes, [.. d.Areas.Select(a => new AreaBody(a.Name, a.Paths, a.Tables, a.Operations, a.Skills))]);

    private static ImmutableArray<string> All(IReadOnlyList<string>? texts) => [.. texts ?? []];
}
