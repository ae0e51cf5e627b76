using System.Collections.Immutable;
using Weft.Domain.Agents;

namespace Weft.Domain.Distribution;

/// <summary>Of all places of a workspace's agents together, the last free ones are held back for urgent tasks and for surges.</summary>
public static class Reserve
{
    /// <summary>How many places may be given to ordinary tasks now; null: nothing is held back.</summary>
    /// <param name="agents">with how many tasks each has that take places</param>
    public static int? Ordinary(IEffects effects, IEnumerable<(Agent Agent, int Held)> agents)
    {
        var (places, free) = (0, 0);
        foreach (var (agent, held) in agents)
        {
            if (agent.TakesWork && agent.Breaker is not { Status: BreakerStatus.Open })
            {
                places += agent.Profile.Capacity;
                free += Math.Max(0, agent.Profile.Capacity - held);
            }
        }

        return effects.ReservedOf(places) is > 0 and var reserved ? Math.Max(0, free - reserved) : null;
    }

    /// <summary>What a decision about these agents has to be told beside what each of them holds back; null: they cannot take more together.</summary>
    public static int? Of(int? ordinary, ImmutableArray<AgentState> agents) =>
        ordinary is { } most && agents.Sum(a => Math.Max(0, a.Free - (a.Reserved ?? 0))) > most ? most : null;

    /// <summary>How many places of all together a decision let ordinary tasks have, as far as it says; null: it held none of its own back, so the limit was no less than those.</summary>
    public static int? Known(DecisionInputs inputs) => inputs.Ordinary
        ?? inputs.Agents.Where(a => a is { Free: > 0, Reserved: not null }).Select(a => (int?)Math.Max(0, a.Free - a.Reserved!.Value)).Min();
}
