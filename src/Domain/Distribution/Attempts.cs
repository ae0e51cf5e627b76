using Weft.Domain.Agents;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What the end of an attempt says about the agent that held it.</summary>
public static class Attempts
{
    /// <summary>Null: nothing. Work that is given back, cancelled, moved or set back is nobody's fault; a check that found something has done
    /// its work, and who could not run it is not told apart from that.</summary>
    /// <param name="before">the run before what happened: there the task still has its holder</param>
    public static AttemptEnd? EndOf(Workflow before, object happened)
    {
        var (task, result, reason) = happened switch
        {
            TaskSubmitted e => (e.Task, AttemptResult.Done, ""),
            TaskCompleted { Token: > 0 } e => (e.Task, AttemptResult.Done, ""),
            MergeConflicted e => (e.Task, AttemptResult.Done, ""),
            MergeRefused e => (e.Task, AttemptResult.Done, ""),
            TaskFailed e when before.Item(e.Task)?.Kind != WorkKind.Check => (e.Task, AttemptResult.Failed, e.Reason),
            TaskTimedOut e => (e.Task, AttemptResult.TimedOut, "no result in time"),
            LeaseExpired e => (e.Task, AttemptResult.LeaseLost, e.Reason),
            _ => (null, default, ""),
        };
        return task is not null && before.Item(task) is { Lease: { } lease } item
            ? new AttemptEnd(lease.Agent, Train.WorkOf(before.Id, task, item.Attempt), result, reason, lease.GrantedAt)
            : null;
    }
}
