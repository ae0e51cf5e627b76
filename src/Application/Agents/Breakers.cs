using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;

namespace Weft.Application.Agents;

/// <summary>What a command's events mean for the breakers of agents, decided and stored with them: no task is given between a failure and
/// the opening that follows from it, and none is forgotten by a restart.</summary>
internal static class Breakers
{
    public static async ValueTask FollowAsync(Deciding deciding)
    {
        // What follows is emitted behind what it follows from, and looked at in turn.
        for (var i = 0; i < deciding.Emitted.Count; i++)
        {
            var (kind, key, happened, _, _, _) = deciding.Emitted[i];
            if (happened is BreakerOpened)
            {
                await WithdrawAsync(deciding, kind.Id(key));
            }
            else if (kind == Streams.Workflow && deciding.Memory.Known(key).State is Workflow before && Attempts.EndOf(before, happened) is { } end && !SaysNothing(deciding, end))
            {
                await deciding.OnAsync(Streams.Agent, end.Agent, a => Breaker.Note(a, end, deciding.Memory.Policy.BreakerInForce(), deciding.Now));
            }
        }
    }

    /// <summary>What is offered to the agent is for others.</summary>
    private static async ValueTask WithdrawAsync(Deciding deciding, string agent)
    {
        foreach (var run in deciding.Memory.Board.Offered.Where(o => o.Item.OfferedTo == agent).Select(o => o.Workflow).Distinct().Order(StringComparer.Ordinal).ToList())
        {
            await deciding.OnWorkflowAsync(run, s => Assign.Withdraw(s, agent, Breaker.Withdrawn));
        }
    }

    /// <summary>Most attempts go well at agents of which nothing is counted: these cost nothing.</summary>
    private static bool SaysNothing(Deciding deciding, AttemptEnd end) =>
        end.Result == AttemptResult.Done && deciding.Memory.Board.Agents.TryGetValue(end.Agent, out var agent) && agent.Breaker is null;
}
