namespace Weft.Domain.Workflows;

/// <summary>Start, pause, resume, cancel. The second time changes nothing.</summary>
public static class Control
{
    public static Decision<IWorkflowEvent> Start(Workflow s, DateTimeOffset now) => s.Status switch
    {
        WorkflowStatus.Planned => Advance.End(Advance.All(new Story(s, now).Tell(new WorkflowStarted()))),
        WorkflowStatus.Completed or WorkflowStatus.Cancelled => Refusals.Ended(s),
        _ => Decision<IWorkflowEvent>.Nothing,
    };

    /// <summary>No new claims; what is held goes on and its results are taken.</summary>
    public static Decision<IWorkflowEvent> Pause(Workflow s, string reason) => s.Status switch
    {
        WorkflowStatus.Running => Decision<IWorkflowEvent>.Accept(new WorkflowPaused(reason)),
        WorkflowStatus.Paused => Decision<IWorkflowEvent>.Nothing,
        WorkflowStatus.Planned => Rejection.Because("workflow.not-started", $"Workflow '{s.Name}' has not been started.", ("workflow", s.Id)),
        WorkflowStatus.Failed => Rejection.Because("workflow.failed", $"Workflow '{s.Name}' has failed: retry, roll back or cancel it.", ("workflow", s.Id)),
        _ => Refusals.Ended(s),
    };

    public static Decision<IWorkflowEvent> Resume(Workflow s, DateTimeOffset now) => s.Status switch
    {
        WorkflowStatus.Paused => Advance.End(Advance.All(new Story(s, now).Tell(new WorkflowResumed()))),
        WorkflowStatus.Running => Decision<IWorkflowEvent>.Nothing,
        WorkflowStatus.Planned => Rejection.Because("workflow.not-started", $"Workflow '{s.Name}' has not been started.", ("workflow", s.Id)),
        WorkflowStatus.Failed => Rejection.Because("workflow.failed", $"Workflow '{s.Name}' has failed: retry a task or gate, or roll back.", ("workflow", s.Id)),
        _ => Refusals.Ended(s),
    };

    /// <summary>Live leases are fenced with it.</summary>
    public static Decision<IWorkflowEvent> Cancel(Workflow s, string reason) => s.Status switch
    {
        WorkflowStatus.Cancelled => Decision<IWorkflowEvent>.Nothing,
        WorkflowStatus.Completed => Refusals.Ended(s),
        _ => Decision<IWorkflowEvent>.Accept(new WorkflowCancelled(reason)),
    };

    /// <summary>Names the present state, to roll back to. The same name twice is refused: a name means one place.</summary>
    public static Decision<IWorkflowEvent> Checkpoint(Workflow s, string name)
    {
        if (s.IsTerminal)
        {
            return Refusals.Ended(s);
        }

        return s.RestorePoints.ContainsKey(name) || s.Milestones.ContainsKey(name)
            ? Rejection.Because("checkpoint.exists", $"Workflow '{s.Name}' has a checkpoint or milestone '{name}' already.", ("name", name))
            : Decision<IWorkflowEvent>.Accept(new WorkflowCheckpointed(name, s.Head));
    }
}
