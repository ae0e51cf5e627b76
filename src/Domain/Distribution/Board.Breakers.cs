using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What the breakers of agents let through.</summary>
public sealed partial class Board
{
    /// <summary>How many attempts more; null: as many as there are places.</summary>
    private int? BreakerOf(Agent agent) => agent.Breaker?.Admits(_places.Where(p => p.Value.Holder == agent.Id).Select(p => GrantOf(_workflows[p.Key.Workflow].Items[p.Key.Task])));

    /// <summary>Offers lapse when a breaker opens: one that stands was made since.</summary>
    private static DateTimeOffset GrantOf(WorkItem item) => item.Lease?.GrantedAt ?? DateTimeOffset.MaxValue;
}
