using Weft.Application.Workflows;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Coordination;

/// <summary>After each batch's commands: offers ready tasks of push runs, and grants what waiting agents can take, in the same transaction.</summary>
internal sealed class Dispatcher(Memory memory, Dictionary<string, Waiter> waiters, Func<DateTimeOffset> clock)
{
    private readonly Board _board = memory.Board;
    private readonly Choosing _choosing = new(memory, clock);

    /// <summary>The events that no waiting caller's letter carries: offers, and records of decisions.</summary>
    public List<Emitted> Unasked => _choosing.Records;

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
            var agents = present.Values.Where(w => w.Wants > 0).Select(w => _board.StateOf(w.Claim.Agent, w.Wants)).OfType<AgentState>();
            var granted = 0;
            foreach (var choice in await _choosing.ChooseAsync(Domain.Workflows.Coordination.Pull, agents))
            {
                granted += await GrantAsync(present[choice.Agent], choice.Task.Workflow, choice.Task.Task, choice.Why) ? 1 : 0;
            }

            if (granted == 0)
            {
                return;
            }
        }
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

    /// <summary>Push: ready tasks × all agents with a free place, waiting or not; again as long as something is offered, as for those that ask.</summary>
    private async ValueTask OfferAsync()
    {
        for (var offered = 1; offered > 0 && _board.Workflows.Values.Any(w => w.Settings.Coordination == Domain.Workflows.Coordination.Push && w.Status == WorkflowStatus.Running);)
        {
            offered = 0;
            foreach (var choice in await _choosing.ChooseAsync(Domain.Workflows.Coordination.Push, _board.Agents.Keys.Select(a => _board.StateOf(a)).OfType<AgentState>()))
            {
                offered += await OfferAsync(choice) ? 1 : 0;
            }
        }
    }

    private async ValueTask<bool> OfferAsync(Choice choice)
    {
        var deciding = new Deciding(memory, Sender.System(memory.Workspace), clock());
        if (await deciding.OnWorkflowAsync(
            choice.Task.Workflow, s => Assign.Offer(s, choice.Task.Task, choice.Agent, memory.Policy.OfferSeconds, choice.Why)) is not null)
        {
            return false;
        }

        memory.Apply(deciding);
        Unasked.AddRange(deciding.Emitted);
        return true;
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
}
