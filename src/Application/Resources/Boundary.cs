using System.Collections.Immutable;
using Weft.Application.Coordination;
using Weft.Domain;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Application.Resources;

/// <summary>Asked before a write: may this agent write there?</summary>
internal static class Boundary
{
    public static ImmutableArray<string> RolesOf(Deciding deciding, string agent) => deciding.Memory.Board.Agents.GetValueOrDefault(agent)?.Profile.Roles ?? [];

    /// <summary>What the branch changed, before it is merged. Where the map is enforced, a branch whose changes are not told is not taken.</summary>
    /// <param name="author">who did the work</param>
    /// <param name="untold">why nobody could tell them: then it is the branch that is wrong, and not who was asked</param>
    public static Rejection? Refuse(Deciding deciding, string author, IReadOnlyList<string>? changed, string? untold = null)
    {
        var map = deciding.Memory.Ledger.Map;
        if (!map.Enforced)
        {
            return null;
        }

        return (changed, untold) switch
        {
            (null, null) => Rejection.Because("domain.paths-missing", "A domain map is enforced here: say which paths the branch changes (changedPaths, at most 2000; more are handed in as several tasks).", ("field", "changedPaths")),
            (null, _) => Rejection.Because(
                Partition.Untold, $"A domain map is enforced here, and what the branch changes cannot be told: {untold}. Split the work into tasks that change less, or ask for the domain map to be changed.",
                ("agent", author), ("untold", untold)),
            _ => Partition.Refuse(map, author, RolesOf(deciding, author), changed.Select(Resource.Literal)),
        };
    }

    /// <summary>What is somebody else's for the time of its slice. A slice that began after the task was given does not take what it touches or has claimed.</summary>
    public static Rejection? InSlice(Deciding deciding, string workflow, WorkItem item, string author, IReadOnlyList<string>? changed)
    {
        var ledger = deciding.Memory.Ledger;
        if (changed is null || ledger.Slices.IsEmpty || item.Lease is not { } lease)
        {
            return null;
        }

        var claimed = ledger.Claims.Where(c => c.Workflow == workflow && c.Task == item.Name && c.Token == lease.Token && c.Agent == author).Select(c => Resource.Parse(c.Resource)!);
        return Slicing.Refuse(ledger, author, changed.Select(Resource.Literal), ([.. Analysis.Touches(item.Definition), .. claimed], lease.GrantedAt));
    }
}
