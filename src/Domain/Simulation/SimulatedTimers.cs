using Weft.Domain.Workflows;

namespace Weft.Domain.Simulation;

/// <summary>The deadlines of tasks and gates, as the server's timers have them: each becomes a decision.</summary>
internal sealed class SimulatedTimers(World world, VirtualClock clock)
{
    /// <summary>The deadlines of a task, as the server's timers have them.</summary>
    public void Watch(string run, WorkItem item)
    {
        if (item.Lease is { } lease && item.Status == WorkStatus.Assigned && item.Definition.TimeoutSeconds > 0)
        {
            clock.At(lease.GrantedAt.AddSeconds(item.Definition.TimeoutSeconds), () => world.Decide(run, s => Work.TimeOut(s!, item.Name, lease.Token, clock.Now)));
        }

        if (item is { Status: WorkStatus.Offered, OfferEndsAt: { } ends })
        {
            clock.At(ends, () => world.Decide(run, s => Assign.ExpireOffer(s!, item.Name, item.Attempt, item.OfferedTo!, clock.Now)));
        }

        if (item is { Status: WorkStatus.Deferred, NotBefore: { } notBefore })
        {
            clock.At(notBefore, () => world.Decide(run, s => Work.Wake(s!, item.Name, item.Attempt, clock.Now)));
        }
    }

    public void Watch(string run, IWorkflowEvent happened)
    {
        if (happened is GateAwaited { DeadlineAt: { } deadline } awaited)
        {
            clock.At(deadline, () => world.Decide(run, s => Gates.TimeOut(s!, awaited.Gate, awaited.Run, clock.Now)));
        }
    }
}
