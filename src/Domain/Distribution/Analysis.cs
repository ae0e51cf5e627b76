using System.Collections.Immutable;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>The first of the five steps: what a task asks for. The skills are its own, or its template's, or those that the domain map knows from
/// what it touches; and what it touches has owners.</summary>
/// <param name="Owned">null: nothing that it touches is anybody's</param>
/// <param name="Skills">that the owners ask for</param>
public sealed record Analysis(ImmutableArray<OwnedResource>? Owned, ImmutableArray<SkillRequirement> Skills)
{
    public const string FromTask = "task";
    public const string FromTemplate = "template";
    public const string FromPaths = "paths";

    private static readonly Analysis Nothing = new(null, []);

    /// <summary>A map that is not enforced decides nothing.</summary>
    public static Analysis Of(DomainMap map, ImmutableArray<Resource> touches)
    {
        if (!map.Enforced || touches.IsEmpty)
        {
            return Nothing;
        }

        var index = DomainIndex.Of(map);
        var owners = touches.SelectMany(t => index.OwnersOf(t).Select(o => (Touched: t, Owner: o))).DistinctBy(o => o.Owner).ToList();
        return owners.Count == 0 ? Nothing : new Analysis(
            [.. owners.Select(o => new OwnedResource(o.Touched.Text, $"{o.Owner.Domain}/{o.Owner.Area}", o.Owner.Roles, o.Owner.Agents))],
            [.. owners.SelectMany(o => o.Owner.Skills).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(s => new SkillRequirement(s, 0))]);
    }

    /// <summary>The task with what was found. Merges, reverts and checks are not the work of a domain.</summary>
    public OpenTask Apply(OpenTask task)
    {
        if (task.Kind != WorkKind.Work)
        {
            return task;
        }

        return task.Skills.IsEmpty && !Skills.IsEmpty ? task with { Owned = Owned, Skills = Skills, SkillsFrom = FromPaths }
            : Owned is null ? task : task with { Owned = Owned };
    }

    /// <summary>What a definition says that it touches, as far as it can be compared.</summary>
    public static ImmutableArray<Resource> Touches(TaskDefinition task) =>
        [.. task.Paths.Select(Resource.Path).Concat((task.Touches ?? []).Select(Resource.Parse)).OfType<Resource>()];
}
