using System.Collections.Immutable;

namespace Weft.Domain.Resources;

/// <summary>The holder of a task says that it will touch more than its task told. Exclusive: what overlaps with a live claim of another task waits.</summary>
public static class Claiming
{
    public const int MostClaims = 2_000;

    /// <param name="isLive">whether the task of a claim is still with the lease that claimed, or its work not merged yet</param>
    public static Decision<ILedgerEvent> Decide(
        Ledger? state, string agent, ImmutableArray<string> roles, string workflow, string task, long token, ImmutableArray<Resource> resources, Func<Claim, bool> isLive)
    {
        var known = state ?? Ledger.Empty;
        if (Partition.Refuse(known.Map, agent, roles, resources) is { } outside)
        {
            return outside;
        }

        if (Slicing.Refuse(known, agent, resources) is { } sliced)
        {
            return sliced;
        }

        var live = known.Claims.Where(isLive).ToList();
        if (Refuse(live.Where(c => (c.Workflow, c.Task) != (workflow, task)), [.. resources]) is { } taken)
        {
            return taken;
        }

        var news = resources.Select(r => new Claim(r.Text, agent, workflow, task, token)).Where(c => !known.Claims.Contains(c)).Distinct().ToList();
        if (live.Count + news.Count > MostClaims)
        {
            return Rejection.Because("resource.too-many-claims", $"A workspace has at most {MostClaims} claims at once.");
        }

        return news.Count == 0 ? Decision<ILedgerEvent>.Nothing : Decision<ILedgerEvent>.AcceptAll(
        [
            .. known.Claims.Except(live).Select(c => (ILedgerEvent)new ResourceReleased(c.Resource, c.Agent, c.Workflow, c.Task, c.Token)),
            .. news.Select(c => (ILedgerEvent)new ResourceClaimed(c.Resource, c.Agent, c.Workflow, c.Task, c.Token)),
        ]);
    }

    /// <summary>Null: none of these claims overlaps with any of the resources.</summary>
    internal static Rejection? Refuse(IEnumerable<Claim> others, params ReadOnlySpan<Resource> resources)
    {
        var claimed = others.Select(c => (c, Resource.Parse(c.Resource)!)).ToList();
        foreach (var resource in resources)
        {
            if (Taken(resource, claimed) is { } taken)
            {
                return taken;
            }
        }

        return null;
    }

    private static Rejection? Taken(Resource resource, List<(Claim Claim, Resource Resource)> others) =>
        others.FirstOrDefault(o => o.Resource.Overlaps(resource)).Claim is not { } other ? null : Rejection.Because(
            "resource.claimed", $"'{resource.Text}' overlaps with '{other.Resource}', which agent '{other.Agent}' holds for task '{other.Task}'. Wait until that is merged, or do something else first.",
            ("resource", resource.Text), ("heldBy", other.Agent), ("holds", other.Resource), ("workflow", other.Workflow), ("task", other.Task));
}
