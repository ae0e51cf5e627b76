using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>A ready task is offered to an agent (push), or granted with a lease. Whom it goes to is decided in Distribution.</summary>
public static class Assign
{
    public static Decision<IWorkflowEvent> Grant(Workflow s, string task, string agent, double leaseSeconds, AssignmentReason why)
    {
        if (Unavailable(s, task, agent) is { } rejection)
        {
            return rejection;
        }

        var item = s.Items[task];
        return Decision<IWorkflowEvent>.Accept(new TaskAssigned(
            task, item.Attempt, agent, leaseSeconds, item.BaseCommit ?? s.Head, Inputs(s, item), why));
    }

    public static Decision<IWorkflowEvent> Offer(Workflow s, string task, string agent, double offerSeconds, AssignmentReason why) =>
        Unavailable(s, task, agent) is { } rejection
            ? rejection
            : Decision<IWorkflowEvent>.Accept(new TaskOffered(task, s.Items[task].Attempt, agent, offerSeconds, why));

    /// <summary>Nobody took the offer in time, or the agent went away.</summary>
    public static Decision<IWorkflowEvent> LapseOffer(Workflow s, string task, int attempt, string agent, string reason) =>
        s.Item(task) is { Status: WorkStatus.Offered } item && item.Attempt == attempt && item.OfferedTo == agent
            ? Decision<IWorkflowEvent>.Accept(new OfferLapsed(task, attempt, agent, reason))
            : Decision<IWorkflowEvent>.Nothing;

    /// <summary>The newest versions of what the task consumes; those not published yet are left out.</summary>
    private static ImmutableArray<ArtifactRef> Inputs(Workflow s, WorkItem item) =>
        [.. item.Definition.Consumes.Select(c => s.Artifacts.GetValueOrDefault(c)).OfType<ArtifactRef>()];

    private static Rejection? Unavailable(Workflow s, string task, string agent)
    {
        if (s.Item(task) is not { } item)
        {
            return Refusals.TaskUnknown(s, task);
        }

        if (s.Status != WorkflowStatus.Running)
        {
            return Rejection.Because("workflow.not-running", $"Workflow '{s.Name}' is {s.Status}.", ("workflow", s.Id), ("status", s.Status.ToString()));
        }

        var free = item.Status == WorkStatus.Ready || (item.Status == WorkStatus.Offered && item.OfferedTo == agent);
        return free ? null : Rejection.Because(
            "task.not-ready", $"Task '{task}' is {item.Status}.", ("task", task), ("status", item.Status.ToString()), ("heldBy", item.Lease?.Agent ?? item.OfferedTo ?? ""));
    }
}
