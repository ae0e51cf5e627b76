namespace Weft.Domain.Workflows;

/// <summary>Who calls about a task, and with which fencing token.</summary>
public readonly record struct Holder(string Agent, long Token);

/// <summary>The check that stands before every write of a holder: the task exists, the run has not ended, the token is the live one.</summary>
public static class Holding
{
    /// <summary>Null: the task is with this holder.</summary>
    public static Rejection? Held(Workflow s, string task, Holder holder) => Check(s, task, holder, out _);

    internal static Rejection? Check(Workflow s, string task, Holder holder, out WorkItem item)
    {
        item = s.Item(task)!;
        if (item is null)
        {
            return Refusals.TaskUnknown(s, task);
        }

        if (item.Lease is { } lease && lease.Token == holder.Token)
        {
            return lease.Agent == holder.Agent
                ? null
                : Rejection.Because("lease.not-yours", $"Task '{task}' is held by {lease.Agent}, not by {holder.Agent}.", ("task", task), ("heldBy", lease.Agent));
        }

        return s.IsTerminal ? Refusals.Ended(s) : Refusals.Stale(item, holder.Token);
    }

    /// <summary>The same report again, by the lease that ended with it: already in effect.</summary>
    internal static bool Repeats(WorkItem? item, Holder holder, EndingKind how, string? commit = null) =>
        item?.Ended is { } ended && ended.Token == holder.Token && ended.Kind == how && ended.Commit == commit;

    /// <summary>A late result is refused, and kept as a fact once: the token was a real one and is forgotten with it.</summary>
    internal static Decision<IWorkflowEvent> RefuseResult(WorkItem? item, Holder holder, Rejection rejection, string kind, string? commit) =>
        item is not null && item.StaleTokens.Contains(holder.Token)
            ? Decision<IWorkflowEvent>.RejectKeeping(rejection, new StaleResultRefused(item.Name, holder.Token, holder.Agent, kind, commit, item.Lease?.Agent))
            : rejection;
}
