using Weft.Domain.Agents;
using Weft.Domain.Resources;

namespace Weft.Domain.Distribution;

/// <summary>Domains whose resources tasks touch and in which nobody here may write.</summary>
public static class UnmetRoles
{
    public const string Unheld = "role.unheld";

    /// <summary>Where somebody may write in each domain, paths need not be compared.</summary>
    internal static IEnumerable<UnmetNeed> Of(IEnumerable<Wanted> work, IEnumerable<Agent> agents, DomainMap map)
    {
        var closed = !map.Enforced ? [] : DomainIndex.Of(map).Owners.Where(o => !agents.Any(a => o.Admits(a.Id, a.Profile.Roles ?? []))).Select(o => o.Domain).ToHashSet(StringComparer.Ordinal);
        return closed.Count == 0 ? [] : work.Where(w => w.Definition is not null).OrderBy(w => w.Task, StringComparer.Ordinal).Take(UnmetNeeds.MostCompared)
            .SelectMany(w => Analysis.OwnersOf(map, w.Definition!).DistinctBy(o => o.Domain).Where(o => closed.Contains(o.Domain)).Select(o => (w.Task, Owner: o)))
            .GroupBy(w => w.Owner.Domain, StringComparer.Ordinal).Select(g => Tell(g.First().Owner, [.. g.Select(w => w.Task)]));
    }

    private static UnmetNeed Tell(Owner owner, List<string> tasks)
    {
        var wanted = string.Join(" or ", owner.Roles.Select(r => $"the role '{r}'").Concat(owner.Agents.Select(a => $"the name '{a}'")));
        return new UnmetNeed(
            Unheld, owner.Domain, UnmetNeeds.First(tasks), tasks.Count, null,
            $"The domain '{owner.Domain}' is for agents with {wanted}, and no agent here is one: {UnmetNeeds.Waiting(tasks)} until one is.",
            $"Start an agent with {wanted}{(owner.Roles.IsEmpty ? "" : ", which its key must grant")}, or change the domain map.");
    }
}
