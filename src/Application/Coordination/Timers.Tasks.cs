using Weft.Application.Workflows;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>The deadlines of tasks. Each open one stands in the agenda once, at the next of its deadlines; when that comes, the board says
/// which of them are due as the task is now.</summary>
internal sealed partial class Timers
{
    private readonly Agenda<(string Workflow, string Task)> _tasks = new();
    private SlaPolicy _sla = SlaPolicy.Default;
    private Board? _board;

    public void Watch(string workflow, WorkItem item)
    {
        presence.Track(workflow, item);
        Arm(workflow, item, DateTimeOffset.MinValue);
    }

    /// <summary>Other limits: every clock is set anew.</summary>
    public void WatchClocks(SlaPolicy policy)
    {
        if (policy == _sla)
        {
            return;
        }

        _sla = policy;
        foreach (var workflow in _board?.Workflows.Values ?? [])
        {
            foreach (var item in workflow.Items.Values)
            {
                Arm(workflow.Id, item, DateTimeOffset.MinValue);
            }
        }
    }

    private IEnumerable<ICommand> RingTasks(DateTimeOffset now)
    {
        while (_tasks.TryTake(now, out var key))
        {
            if (_board is null || !_board.Holds(key.Workflow, key.Task, out var item))
            {
                continue;
            }

            foreach (var due in Deadline.Kinds.Select(k => Due(k, key.Workflow, item)).OfType<Deadline>().Where(d => d.At <= now).OrderBy(d => d.At).ToList())
            {
                if (Command(key.Workflow, item, due) is { } command)
                {
                    yield return command;
                }
            }

            Arm(key.Workflow, item, now);
        }
    }

    /// <param name="after">what was due until then has rung, and rings again only when the task changes</param>
    private void Arm(string workflow, WorkItem item, DateTimeOffset after)
    {
        DateTimeOffset? next = null;
        if (item.IsOpen && _board?.Workflows.ContainsKey(workflow) == true)
        {
            foreach (var kind in Deadline.Kinds)
            {
                if (Due(kind, workflow, item) is { At: var at } && at > after && !(next <= at))
                {
                    next = at;
                }
            }
        }

        if (next is { } due)
        {
            _tasks.Set((workflow, item.Name), due);
        }
        else
        {
            _tasks.Drop((workflow, item.Name));
        }
    }

    /// <summary>A lease runs from its last renewal; after a restart everybody has a full one, whatever its status.</summary>
    private Deadline? Due(DeadlineKind kind, string workflow, WorkItem item) =>
        Deadline.Of(kind, item, _sla) is not { } due ? null
        : kind != DeadlineKind.Lease ? due
        : Renewed(workflow, item) is { } renewed ? due with { At = renewed.AddSeconds(item.Lease!.Seconds) } : null;

    private DateTimeOffset? Renewed(string workflow, WorkItem item) => presence.LastRenewal(workflow, item.Name, item.Lease!.Token);

    /// <summary>Null where the batch that follows is all that is wanted: in it, claims that wait are looked at again.</summary>
    private ICommand? Command(string workflow, WorkItem item, Deadline due) => due.Kind switch
    {
        DeadlineKind.Timeout => new TimeOutTask(workflow, item.Name, due.Fence),
        DeadlineKind.Lease => Renewed(workflow, item) is { } renewed ? new ExpireLease(workflow, item.Name, due.Fence, renewed) : null,
        DeadlineKind.Offer => new LapseOffer(workflow, item.Name, (int)due.Fence, item.OfferedTo!),
        DeadlineKind.Retry => new WakeTask(workflow, item.Name, (int)due.Fence),
        DeadlineKind.Kept => null,
        _ => new JudgeSla(workflow, item.Name),
    };
}
