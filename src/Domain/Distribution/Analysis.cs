using System.Collections.Immutable;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>The first of the five steps: what a task asks for. The skills are its own, or its template's, or those that the domain map knows from
/// what it touches; and what it touches has owners.</summary>
/// <param name="Owned">null: nothing that it touches is anybody's</param>
/// <param name="Skills">that the owners ask for</param>
/// <param name="Sliced">null: nobody has any of it for itself</param>
public sealed record Analysis(ImmutableArray<OwnedResource>? Owned, ImmutableArray<SkillRequirement> Skills, ImmutableArray<SlicedResource>? Sliced)
{
    public const string FromTask = "task";
    public const string FromTemplate = "template";
    public const string FromPaths = "paths";

    private static readonly Analysis Nothing = new(null, [], null);

    public static Analysis Of(Ledger ledger, ImmutableArray<Resource> touches)
    {
        if (touches.IsEmpty || (!ledger.Map.Enforced && ledger.Slices.IsEmpty))
        {
            return Nothing;
        }

        ImmutableArray<SlicedResource> sliced = [.. touches.Select(t => Slicing.Busy(ledger, t, "")).OfType<(string Resource, Slice Slice)>()
            .Select(b => new SlicedResource(b.Resource, b.Slice.Agent)).Distinct()];
        return Owners(ledger.Map, touches) with { Sliced = sliced.IsEmpty ? null : sliced };
    }

    /// <summary>A map that is not enforced decides nothing.</summary>
    private static Analysis Owners(DomainMap map, ImmutableArray<Resource> touches)
    {
        if (!map.Enforced || touches.IsEmpty)
        {
            return Nothing;
        }

        var index = DomainIndex.Of(map);
        var owners = touches.SelectMany(t => index.OwnersOf(t).Select(o => (Touched: t, Owner: o))).DistinctBy(o => o.Owner).ToList();
        return owners.Count == 0 ? Nothing : new Analysis(
            [.. owners.Select(o => new OwnedResource(o.Touched.Text, $"{o.Owner.Domain}/{o.Owner.Area}", o.Owner.Roles, o.Owner.Agents))],
            [.. owners.SelectMany(o => o.Owner.Skills).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(s => new SkillRequirement(s, 0))], null);
    }

    /// <summary>The task with what was found. Merges, reverts and checks are not the work of a domain.</summary>
    public OpenTask Apply(OpenTask task)
    {
        if (task.Kind != WorkKind.Work)
        {
            return task;
        }

        return task.Skills.IsEmpty && !Skills.IsEmpty ? task with { Owned = Owned, Sliced = Sliced, Skills = Skills, SkillsFrom = FromPaths }
            : Owned is null && Sliced is null ? task : task with { Owned = Owned, Sliced = Sliced };
    }

    /// <summary>What the map knows from what a task touches.</summary>
    public static ImmutableArray<SkillRequirement> MapSkills(DomainMap map, TaskDefinition task) => Owners(map, Touches(task)).Skills;

    /// <summary>What a definition says that it touches, as far as it can be compared.</summary>
    public static ImmutableArray<Resource> Touches(TaskDefinition task) =>
        [.. task.Paths.Select(Resource.Path).Concat((task.Touches ?? []).Select(Resource.Parse)).OfType<Resource>()];
}
