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

    public static Analysis Of(Ledger ledger, TaskDefinition task) => SaysNothing(ledger) ? Nothing : Of(ledger, Touches(task));

    public static Analysis Of(Ledger ledger, ImmutableArray<Resource> touches)
    {
        if (touches.IsEmpty || SaysNothing(ledger))
        {
            return Nothing;
        }

        // Of two who have a part each neither gets it: more need not be known.
        ImmutableArray<SlicedResource> sliced = [.. touches.SelectMany(t => TurnOrder.Of(ledger).Held(t, "").DistinctBy(h => h.Slice.Agent).Take(2))
            .Select(h => new SlicedResource(h.Resource, h.Slice.Agent)).Distinct()];
        return Owners(ledger.Map, touches) with { Sliced = sliced.IsEmpty ? null : sliced };
    }

    /// <summary>For what touches any of this something else is found now: slices of it began or ended. Null: for anything, since the map is another one.
    /// Most of what changes in a ledger is claims, which decide nothing here.</summary>
    public static ImmutableArray<Resource>? Changed(Ledger before, Ledger after)
    {
        if (!ReferenceEquals(before.Map, after.Map) && (before.Map.Enforced || after.Map.Enforced))
        {
            return null;
        }

        if (ReferenceEquals(before.Slices, after.Slices))
        {
            return [];
        }

        var holders = Holders(before);
        holders.SymmetricExceptWith(Holders(after));
        return [.. holders.Select(h => Resource.Parse(h.Resource)).OfType<Resource>()];
    }

    private static bool SaysNothing(Ledger ledger) => !ledger.Map.Enforced && ledger.Slices.IsEmpty;

    private static HashSet<(string Resource, string Agent)> Holders(Ledger ledger) =>
        [.. ledger.Slices.Values.Where(q => q.Now is not null).Select(q => (q.Resource, q.Now!.Agent))];

    /// <summary>A map that is not enforced decides nothing.</summary>
    private static Analysis Owners(DomainMap map, ImmutableArray<Resource> touches)
    {
        var owners = Belonging(map, touches).ToList();
        return owners.Count == 0 ? Nothing : new Analysis(
            [.. owners.Select(o => new OwnedResource(o.Touched.Text, $"{o.Owner.Domain}/{o.Owner.Area}", o.Owner.Roles, o.Owner.Agents))],
            [.. owners.SelectMany(o => o.Owner.Skills).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(s => new SkillRequirement(s, 0))], null);
    }

    private static IEnumerable<(Resource Touched, Owner Owner)> Belonging(DomainMap map, ImmutableArray<Resource> touches)
    {
        if (!map.Enforced || touches.IsEmpty)
        {
            return [];
        }

        var index = DomainIndex.Of(map);
        return touches.SelectMany(t => index.OwnersOf(t).Select(o => (Touched: t, Owner: o))).DistinctBy(o => o.Owner);
    }

    /// <summary>The task with what was found. Merges, reverts and checks are not the work of a domain.</summary>
    public OpenTask Apply(OpenTask task)
    {
        if (task.Kind != WorkKind.Work)
        {
            return task;
        }

        return task.Skills.IsEmpty && !Skills.IsEmpty ? task with
        {
            Owned = Owned,
            Sliced = Sliced,
            Skills = Skills,
            SkillsFrom = FromPaths,
            Family = task.Complexity is { } complexity ? OpenTask.FamilyOf(complexity, Skills.Select(s => s.Name)) : task.Family,
        }
            : Owned is null && Sliced is null ? task : task with { Owned = Owned, Sliced = Sliced };
    }

    /// <summary>What the map knows from what a task touches.</summary>
    public static ImmutableArray<SkillRequirement> MapSkills(DomainMap map, TaskDefinition task) => Owners(map, Touches(task)).Skills;

    /// <summary>To whom what a task touches belongs.</summary>
    public static IEnumerable<Owner> OwnersOf(DomainMap map, TaskDefinition task) => Belonging(map, Touches(task)).Select(o => o.Owner);

    /// <summary>What a definition says that it touches, as far as it can be compared.</summary>
    public static ImmutableArray<Resource> Touches(TaskDefinition task) => Touches(task.Paths, task.Touches ?? []);

    public static ImmutableArray<Resource> Touches(ImmutableArray<string> paths, ImmutableArray<string> others) =>
        [.. paths.Select(Resource.Path).Concat(others.Select(Resource.Parse)).OfType<Resource>()];
}
