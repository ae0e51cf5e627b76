using Weft.Application.Agents;
using Weft.Application.Workflows;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>Deadlines of a workspace, derived from state. When one rings it becomes a command, and the decider judges: an alarm that
/// rings early or late or twice changes nothing.</summary>
internal sealed partial class Timers(Presence presence, TimeProvider time)
{
    private readonly PriorityQueue<ICommand, DateTimeOffset> _due = new();

    public DateTimeOffset? Next => _due.TryPeek(out _, out var at) ? at : null;

    public void Clear()
    {
        _due.Clear();
        _watched.Clear();
        _slices.Clear();
        _clocks.Clear();
        _window = false;
    }

    public IEnumerable<ICommand> Ring()
    {
        // In microseconds, as deciders see it: what rings here is never a moment too early there.
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        while (_due.TryPeek(out var command, out var at) && at <= now)
        {
            _due.Dequeue();
            Rang(command);
            if (Judge(command, now) is { } due)
            {
                yield return due;
            }
        }
    }

    public void Watch(string workflow, WorkItem item)
    {
        presence.Track(workflow, item);
        WatchClock(workflow, item);
        if (item.Lease is { } lease)
        {
            if (item.Status == WorkStatus.Assigned)
            {
                _due.Enqueue(new ExpireLease(workflow, item.Name, lease.Token, lease.Seconds, default), Renewed(workflow, item.Name, lease).AddSeconds(lease.Seconds));
            }

            if (item.Definition.TimeoutSeconds > 0)
            {
                _due.Enqueue(new TimeOutTask(workflow, item.Name, lease.Token), (lease.StartedAt ?? lease.GrantedAt).AddSeconds(item.Definition.TimeoutSeconds));
            }
        }
        else if (item is { Status: WorkStatus.Offered, OfferEndsAt: { } ends })
        {
            _due.Enqueue(new LapseOffer(workflow, item.Name, item.Attempt, item.OfferedTo!), ends);
        }
        else if (item is { Status: WorkStatus.Deferred, NotBefore: { } notBefore })
        {
            _due.Enqueue(new WakeTask(workflow, item.Name, item.Attempt), notBefore);
        }
    }

    /// <summary>After a restart leases are watched again whatever their status.</summary>
    public void WatchLease(string workflow, WorkItem item)
    {
        if (item is { Status: WorkStatus.Started, Lease: { } lease })
        {
            _due.Enqueue(new ExpireLease(workflow, item.Name, lease.Token, lease.Seconds, default), time.GetUtcNow().AddSeconds(lease.Seconds));
        }
    }

    private DateTimeOffset Renewed(string workflow, string task, Lease lease) => presence.LastRenewal(workflow, task, lease.Token) ?? time.GetUtcNow();

    /// <summary>Renewed leases and agents that were heard of are put off; everything else is due.</summary>
    private ICommand? Judge(ICommand command, DateTimeOffset now)
    {
        if (command is ExpireLease expire)
        {
            if (presence.LastRenewal(expire.Workflow, expire.Task, expire.Token) is not { } renewed)
            {
                return null;
            }

            if (renewed.AddSeconds(expire.LeaseSeconds) > now)
            {
                _due.Enqueue(expire, renewed.AddSeconds(expire.LeaseSeconds));
                return null;
            }

            return expire with { LastRenewal = renewed };
        }

        return command is JudgeAgent judge ? Judge(judge, now) : command;
    }
}
