using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Simulation;

/// <summary>The deadlines of tasks, gates, breakers and slices, as the server's timers have them: each becomes a decision. Leases do not run out here, since
/// whoever lives renews and the dead are noticed as such; and the clocks of classes, which only tell, are left out.</summary>
internal sealed class SimulatedTimers(World world, VirtualClock clock)
{
    private static readonly DeadlineKind[] Rings = [DeadlineKind.Timeout, DeadlineKind.Offer, DeadlineKind.Retry, DeadlineKind.Kept];
    private readonly Dictionary<(string Run, string Task, DeadlineKind Kind), Deadline> _set = [];
    private readonly Dictionary<string, DateTimeOffset> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Slice> _slices = new(StringComparer.Ordinal);

    public void Watch(string run, WorkItem item)
    {
        foreach (var kind in Rings)
        {
            if (Deadline.Of(kind, item, SlaPolicy.Default) is not { } due)
            {
                _set.Remove((run, item.Name, kind));
            }
            else if (!_set.TryGetValue((run, item.Name, kind), out var known) || known != due)
            {
                _set[(run, item.Name, kind)] = due;
                clock.At(due.At, () => Ring(run, item.Name, due));
            }
        }
    }

    /// <summary>The end of an open breaker's time; set once.</summary>
    public void Watch(Agent agent)
    {
        if (agent.Breaker is { Status: BreakerStatus.Open, Until: { } until } && _open.GetValueOrDefault(agent.Id) != until)
        {
            _open[agent.Id] = until;
            clock.At(until, () => world.HalfOpen(agent.Id));
        }
    }

    public void Watch(string run, IWorkflowEvent happened)
    {
        if (happened is GateAwaited { DeadlineAt: { } deadline } awaited)
        {
            Watch(run, awaited.Gate, awaited.Run, deadline);
        }
    }

    /// <summary>The gates that a run under way waits at.</summary>
    public void Watch(Workflow run)
    {
        foreach (var gate in run.Gates.Values.Where(g => g is { Status: GateStatus.Waiting or GateStatus.Open, DeadlineAt: not null }).OrderBy(g => g.Name, StringComparer.Ordinal))
        {
            Watch(run.Id, gate.Name, gate.Run, gate.DeadlineAt!.Value);
        }
    }

    /// <summary>The ends of slices; a renewed one has another.</summary>
    public void Watch(Ledger ledger)
    {
        foreach (var (resource, queue) in ledger.Slices.OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            if (queue.Now is { } slice && _slices.GetValueOrDefault(resource) != slice)
            {
                _slices[resource] = slice;
                clock.At(slice.EndsAt, () => world.Decide(l => Slicing.Expire(l, resource, slice.Token, clock.Now)));
            }
        }
    }

    private void Watch(string run, string gate, int number, DateTimeOffset deadline) =>
        clock.At(deadline, () => world.Decide(run, s => Gates.TimeOut(s!, gate, number, clock.Now)));

    /// <summary>What is kept for others no longer needs no decision: the dispatcher looks after each moment.</summary>
    private void Ring(string run, string task, Deadline due)
    {
        if (!_set.TryGetValue((run, task, due.Kind), out var known) || known != due)
        {
            return;
        }

        _set.Remove((run, task, due.Kind));
        world.Decide(run, s => due.Kind switch
        {
            DeadlineKind.Timeout => Work.TimeOut(s!, task, due.Fence, clock.Now),
            DeadlineKind.Offer => Assign.ExpireOffer(s!, task, (int)due.Fence, s!.Item(task)?.OfferedTo ?? "", clock.Now),
            DeadlineKind.Retry => Work.Wake(s!, task, (int)due.Fence, clock.Now),
            _ => Decision<IWorkflowEvent>.Nothing,
        });
    }
}
