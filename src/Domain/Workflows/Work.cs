using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>What the holder of a lease reports while it works.</summary>
public static class Work
{
    public static Decision<IWorkflowEvent> Start(Workflow s, string task, Holder holder)
    {
        if (Holding.Check(s, task, holder, out var item) is { } rejection)
        {
            return rejection;
        }

        return item.Status == WorkStatus.Started
            ? Decision<IWorkflowEvent>.Nothing
            : Decision<IWorkflowEvent>.Accept(new TaskStarted(task, holder.Token));
    }

    public static Decision<IWorkflowEvent> SaveCheckpoint(Workflow s, string task, Holder holder, string name, string? hash, double percent)
    {
        if (!double.IsFinite(percent) || percent is < 0 or > 100)
        {
            return Rejection.Because("checkpoint.bad-percent", "percent must be 0-100.", ("field", "percent"));
        }

        if (Holding.Check(s, task, holder, out var item) is { } rejection)
        {
            return rejection;
        }

        return item.Checkpoint is { } saved && (saved.Name, saved.Hash, saved.Percent) == (name, hash, percent)
            ? Decision<IWorkflowEvent>.Nothing
            : Decision<IWorkflowEvent>.Accept(new TaskCheckpointed(task, holder.Token, name, hash, percent));
    }

    /// <summary>Handed back unharmed: another agent may take it at once, from the last checkpoint.</summary>
    public static Decision<IWorkflowEvent> Release(Workflow s, string task, Holder holder, string reason) =>
        Holding.Check(s, task, holder, out var item) is not { } rejection ? Decision<IWorkflowEvent>.Accept(new TaskReleased(task, holder.Token, reason))
            : Holding.Repeats(item, holder, EndingKind.Released) ? Decision<IWorkflowEvent>.Nothing
            : rejection;

    /// <summary>The owner's clock rang. Judged by the last renewal it brings (the grant counts as the first); too early, it changes nothing.</summary>
    public static Decision<IWorkflowEvent> Expire(Workflow s, string task, long token, DateTimeOffset lastRenewal, DateTimeOffset now) =>
        s.Item(task) is { Lease: { } lease } && lease.Token == token
        && now >= (lastRenewal > lease.GrantedAt ? lastRenewal : lease.GrantedAt).AddSeconds(lease.Seconds)
            ? Decision<IWorkflowEvent>.Accept(new LeaseExpired(task, token, lease.Agent, "not renewed in time"))
            : Decision<IWorkflowEvent>.Nothing;

    /// <summary>The agent is presumed dead: all that it holds here goes to others.</summary>
    public static Decision<IWorkflowEvent> ExpireAllOf(Workflow s, string agent, string reason) => Decision<IWorkflowEvent>.AcceptAll(
    [
        .. s.Items.Values.Where(i => i.Lease?.Agent == agent).OrderBy(i => i.Name, StringComparer.Ordinal)
            .Select(i => (IWorkflowEvent)new LeaseExpired(i.Name, i.Lease!.Token, agent, reason)),
        .. s.Items.Values.Where(i => i.OfferedTo == agent).OrderBy(i => i.Name, StringComparer.Ordinal)
            .Select(i => (IWorkflowEvent)new OfferLapsed(i.Name, i.Attempt, agent, reason)),
    ]);

    public static Decision<IWorkflowEvent> TimeOut(Workflow s, string task, long token, DateTimeOffset now)
    {
        if (s.Item(task) is not { Lease: { } lease } item || lease.Token != token || item.Definition.TimeoutSeconds <= 0
            || now < (lease.StartedAt ?? lease.GrantedAt).AddSeconds(item.Definition.TimeoutSeconds))
        {
            return Decision<IWorkflowEvent>.Nothing;
        }

        if (item.Kind == WorkKind.Check)
        {
            return Finish.FailHeld(new Story(s, now), item, token, $"No result within {item.Definition.TimeoutSeconds} s", null, null);
        }

        return Advance.End(new Story(s, now).Tell(new TaskTimedOut(task, item.Attempt, token, lease.Agent, Finish.RetryAt(item, now))));
    }

    /// <summary>The back-off is over.</summary>
    public static Decision<IWorkflowEvent> Wake(Workflow s, string task, int attempt, DateTimeOffset now) =>
        s.Item(task) is { Status: WorkStatus.Deferred } item && item.Attempt == attempt && now >= item.NotBefore && !s.IsTerminal
            ? Decision<IWorkflowEvent>.Accept(new TaskReadied(task, attempt, item.Definition.Base == BaseChoice.Fork ? item.BaseCommit : null))
            : Decision<IWorkflowEvent>.Nothing;
}
