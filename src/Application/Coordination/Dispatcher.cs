using Weft.Application.Workflows;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>After each batch's commands: offers ready tasks of push runs, and grants what waiting agents can take, in the same transaction.</summary>
internal sealed class Dispatcher(Memory memory, Dictionary<string, Waiter> waiters, Func<DateTimeOffset> clock)
{
    private readonly Board _board = memory.Board;

    /// <summary>The events that no waiting caller's letter carries: offers.</summary>
    public List<Emitted> Offers { get; } = [];

    public async ValueTask RunAsync(Func<Waiter, bool> admit)
    {
        var present = waiters.Values.Where(admit).ToDictionary(w => w.Claim.Agent, StringComparer.Ordinal);
        await OfferAsync();
        await AcceptOffersAsync(present);
        await GrantAsync(present);
    }

    /// <summary>Pull: ready tasks × agents that ask.</summary>
    private async ValueTask GrantAsync(Dictionary<string, Waiter> present)
    {
        while (present.Values.Any(w => w.Wants > 0))
        {
            var candidates = present.Values.Where(w => w.Wants > 0).Select(w => _board.CandidateFor(w.Claim.Agent, w.Wants)).OfType<Candidate>()
                .Where(c => c.Free > 0 || c.MergeFree).ToList();
            var ready = Ready(Domain.Workflows.Coordination.Pull, candidates);
            var granted = 0;
            foreach (var assignment in Choose.Decide(ready, candidates, memory.Policy.LoadWeight))
            {
                granted += await TryGrantAsync(present[assignment.Agent], assignment) ? 1 : 0;
            }

            if (granted == 0)
            {
                return;
            }
        }
    }

    private async ValueTask<bool> TryGrantAsync(Waiter waiter, Assignment assignment)
    {
        if (waiter.Wants <= 0 || !Admits(assignment.Task))
        {
            return false;
        }

        return await GrantAsync(waiter, assignment.Task.Workflow, assignment.Task.Task, assignment.Why);
    }

    private async ValueTask<bool> GrantAsync(Waiter waiter, string workflow, string task, AssignmentReason why)
    {
        var deciding = new Deciding(memory, waiter.Letter.Sender, clock());
        var rejection = await deciding.OnWorkflowAsync(workflow, s => Assign.Grant(s, task, waiter.Claim.Agent, memory.Policy.LeaseSeconds, why));
        if (rejection is not null)
        {
            return false;
        }

        memory.Apply(deciding);
        waiter.Letter.Emitted.AddRange(deciding.Emitted);
        waiter.Granted.Add(ClaimedTasks.Describe(_board.Workflows[workflow], task));
        return true;
    }

    /// <summary>Push: ready tasks × all agents with a free place, waiting or not.</summary>
    private async ValueTask OfferAsync()
    {
        if (!_board.Workflows.Values.Any(w => w.Settings.Coordination == Domain.Workflows.Coordination.Push && w.Status == WorkflowStatus.Running))
        {
            return;
        }

        var candidates = _board.Agents.Keys.Select(a => _board.CandidateFor(a)).OfType<Candidate>().Where(c => c.Free > 0 || c.MergeFree).ToList();
        foreach (var assignment in Choose.Decide(Ready(Domain.Workflows.Coordination.Push, candidates), candidates, memory.Policy.LoadWeight))
        {
            if (!Admits(assignment.Task))
            {
                continue;
            }

            var deciding = new Deciding(memory, Sender.System(memory.Workspace), clock());
            if (await deciding.OnWorkflowAsync(assignment.Task.Workflow,
                s => Assign.Offer(s, assignment.Task.Task, assignment.Agent, memory.Policy.OfferSeconds, assignment.Why)) is null)
            {
                memory.Apply(deciding);
                Offers.AddRange(deciding.Emitted);
            }
        }
    }

    private async ValueTask AcceptOffersAsync(Dictionary<string, Waiter> present)
    {
        foreach (var (workflow, item) in _board.Offered.Where(o => present.ContainsKey(o.Item.OfferedTo!)).ToList())
        {
            var waiter = present[item.OfferedTo!];
            if (waiter.Wants > 0 && _board.Workflows.GetValueOrDefault(workflow) is { Status: WorkflowStatus.Running })
            {
                await GrantAsync(waiter, workflow, item.Name, item.OfferedFor!);
            }
        }
    }

    private bool Admits(ReadyTask task) => _board.Workflows.GetValueOrDefault(task.Workflow) is { Status: WorkflowStatus.Running } workflow
        && (Match.InMergeLane(task) || workflow.AcceptsClaims);

    /// <summary>From each group only as many as could be placed at all.</summary>
    private List<ReadyTask> Ready(Domain.Workflows.Coordination coordination, List<Candidate> candidates)
    {
        var places = candidates.Sum(c => Math.Max(0, c.Free) + (c.MergeFree ? 1 : 0));
        var ready = new List<ReadyTask>();
        foreach (var group in _board.ReadyGroups)
        {
            if (group.Count > 0 && group.Min is { } first && candidates.Any(c => Match.WhyNot(first, c) is null))
            {
                ready.AddRange(group.Where(t => Admits(t) && _board.Workflows[t.Workflow].Settings.Coordination == coordination).Take(places));
            }
        }

        return ready;
    }
}
