using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>What moving a task means for its run: the offer lapses, or the lease is given back for its holder, who hears of it with its next
/// sign of life. Its checkpoint stays, and it has one owner at any time.</summary>
public static class TakeBack
{
    public static Decision<IWorkflowEvent> Decide(Workflow s, TasksMigrated migration, Move move)
    {
        var reason = $"moved from {migration.From} ({migration.Trigger})";
        return move.Token == 0
            ? Assign.TakeBackOffer(s, move.Task, move.Attempt, migration.From, reason)
            : Work.Release(s, move.Task, new Holder(migration.From, move.Token), reason);
    }
}
