namespace Weft.Domain.Workflows;

/// <summary>Which task an event hands in: a result for the merge, or a task that is done with it.</summary>
public static class HandIn
{
    /// <summary>The task as it was held; null: the event hands in nothing. What ends without a holder's word (a merge that completes its task) does not.</summary>
    /// <param name="before">the run before it: there the task still has its holder</param>
    public static (WorkItem Item, Lease Lease)? Of(Workflow before, object happened)
    {
        var task = happened switch { TaskSubmitted e => e.Task, TaskCompleted { Token: > 0 } e => e.Task, _ => null };
        return task is not null && before.Item(task) is { Lease: { } lease } item ? (item, lease) : null;
    }
}
