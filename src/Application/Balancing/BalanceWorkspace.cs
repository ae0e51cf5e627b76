using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain;
using Weft.Domain.Access;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;

namespace Weft.Application.Balancing;

/// <summary>A window has ended. What it came to, what it raised or cleared, and what the strategies answer is decided and stored together
/// with what follows of it for runs and agents.</summary>
internal sealed record BalanceWorkspace : ICommand
{
    public Permission Needs => Permission.Administer;

    public async ValueTask<Rejection?> DecideAsync(Deciding deciding)
    {
        var memory = deciding.Memory;
        var (policy, rules) = (memory.Policy.BalancingInForce(), memory.Policy.RulesInForce());
        var state = await deciding.LoadAsync(Streams.Balancing, "");
        var window = memory.Gauge.Take(memory.Board, rules, state ?? BalanceState.None, deciding.Now);
        await deciding.OnAsync(Streams.Balancing, "", s => Rebalance.Decide(s, window, memory.Board, policy, rules, deciding.Now));
        foreach (var happened in deciding.Emitted.Select(e => e.Event).OfType<IBalancingEvent>().ToList())
        {
            await FollowAsync(deciding, happened);
        }

        return null;
    }

    private static async ValueTask FollowAsync(Deciding deciding, IBalancingEvent happened)
    {
        switch (happened)
        {
            case TasksMigrated e:
                foreach (var move in e.Moves)
                {
                    // A refusal would drop the window with it; what cannot be taken back any more stays where it is.
                    if (await deciding.LoadAsync(Streams.Workflow, move.Workflow) is { } run && TakeBack.Decide(run, e, move).Accepted)
                    {
                        await deciding.OnWorkflowAsync(move.Workflow, s => TakeBack.Decide(s, e, move));
                    }
                }

                break;
            case CapabilityExpanded e:
                await deciding.OnAsync(Streams.Agent, e.Agent, a => Train.Start(a, e.Skill, e.Level, e.Supervisor, e.Trigger));
                break;
        }
    }
}
