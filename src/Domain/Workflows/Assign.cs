using System.Collections.Immutable;
using System.Globalization;

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
        Unavailable(s, task, agent) is { } rejection ? rejection
            : s.Items[task].Status == WorkStatus.Offered ? Decision<IWorkflowEvent>.Nothing
            : Decision<IWorkflowEvent>.Accept(new TaskOffered(task, s.Items[task].Attempt, agent, offerSeconds, why));

    /// <summary>The offer's clock rang. Too early, or for an offer that is over, it changes nothing.</summary>
    public static Decision<IWorkflowEvent> ExpireOffer(Workflow s, string task, int attempt, string agent, DateTimeOffset now) =>
        s.Item(task) is { OfferEndsAt: { } end } && now >= end
            ? Lapse(s, task, attempt, agent, "not taken in time", missed: true)
            : Decision<IWorkflowEvent>.Nothing;

    /// <summary>It is taken back, through no fault of the agent.</summary>
    public static Decision<IWorkflowEvent> TakeBackOffer(Workflow s, string task, int attempt, string agent, string reason) => Lapse(s, task, attempt, agent, reason, missed: null);

    /// <summary>All that is offered to the agent here is for others.</summary>
    public static Decision<IWorkflowEvent> Withdraw(Workflow s, string agent, string reason) => Decision<IWorkflowEvent>.AcceptAll(
    [
        .. s.Items.Values.Where(i => i is { Status: WorkStatus.Offered } && i.OfferedTo == agent).OrderBy(i => i.Name, StringComparer.Ordinal)
            .Select(i => (IWorkflowEvent)new OfferLapsed(i.Name, i.Attempt, agent, reason)),
    ]);

    private static Decision<IWorkflowEvent> Lapse(Workflow s, string task, int attempt, string agent, string reason, bool? missed) =>
        s.Item(task) is { Status: WorkStatus.Offered } item && item.Attempt == attempt && item.OfferedTo == agent
            ? Decision<IWorkflowEvent>.Accept(new OfferLapsed(task, attempt, agent, reason) { Missed = missed })
            : Decision<IWorkflowEvent>.Nothing;

    /// <summary>The newest versions of what the task consumes; those not published yet are left out.</summary>
    private static ImmutableArray<ArtifactRef> Inputs(Workflow s, WorkItem item) =>
        item.Definition.Consumes.IsEmpty ? [] : [.. item.Definition.Consumes.Select(c => s.Artifacts.GetValueOrDefault(c)).OfType<ArtifactRef>()];

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

        var own = item.Status == WorkStatus.Offered && item.OfferedTo == agent;
        return item.Status == WorkStatus.Ready || own ? OverLimit(s, item, own) : Rejection.Because(
            "task.not-ready", $"Task '{task}' is {item.Status}.", ("task", task), ("status", item.Status.ToString()), ("heldBy", item.Lease?.Agent ?? item.OfferedTo ?? ""));
    }

    /// <summary>Places are taken by what is held and by what is offered: an offer that is accepted always finds its place.</summary>
    private static Rejection? OverLimit(Workflow s, WorkItem item, bool offered)
    {
        if (s.Version >= Plan.MaxEvents)
        {
            return Rejection.Because("workflow.too-long", $"Workflow '{s.Name}' has reached {Plan.MaxEvents} events: nothing new starts in it.", ("workflow", s.Id));
        }

        return offered || !item.TakesPlace || s.Held + s.Offered < s.Settings.ParallelAgents ? null : Rejection.Because(
            "workflow.at-limit", $"Workflow '{s.Name}' allows {s.Settings.ParallelAgents} tasks at once (ParallelAgents), and as many are held or offered.",
            ("workflow", s.Id), ("held", s.Held.ToString(CultureInfo.InvariantCulture)), ("offered", s.Offered.ToString(CultureInfo.InvariantCulture)));
    }
}
