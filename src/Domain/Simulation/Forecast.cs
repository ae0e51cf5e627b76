using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Domain.Simulation;

/// <summary>How long a run will still take, by simulating it on from where it stands, several times with different luck.</summary>
/// <param name="Seconds">of the simulations in which it ended, shortest first</param>
public sealed record Forecast(int Simulations, ImmutableArray<double> Seconds)
{
    private const double Spread = 0.3;

    /// <summary>So much of the simulations ended within this; null when fewer ended.</summary>
    public double? Within(double share) =>
        (int)Math.Ceiling(share * Simulations) is var needed && needed > 0 && needed <= Seconds.Length ? Math.Round(Seconds[needed - 1], 1) : null;

    /// <param name="beside">other runs under way, which compete for the agents</param>
    public static Forecast Of(Workflow run, IEnumerable<Workflow> beside, IEnumerable<Agent> agents, Policy policy, DateTimeOffset now, int simulations)
    {
        var scenario = new Scenario([], [.. agents.Select(Here)], policy with { Balancing = policy.BalancingInForce() with { MinAgents = 0, MaxAgents = 0 } })
        {
            Going = [run, .. beside.Where(w => w.Id != run.Id)],
            Start = now,
            Until = run.Id,
            Spread = Spread,
            MaxSeconds = 365 * 86_400.0,
        };
        var ended = Enumerable.Range(1, simulations).Select(seed => Simulator.Run(scenario with { Seed = seed }).Ended)
            .Where(e => e.ContainsKey(run.Id)).Select(e => e[run.Id]).Order();
        return new Forecast(simulations, [.. ended]);
    }

    /// <summary>As quick as it was so far.</summary>
    private static SimulatedAgent Here(Agent agent) =>
        new(agent.Id, agent.Profile, Paces: [new Pace(0, 1 / Math.Max(0.01, agent.Performance.PaceRatio))]) { Known = agent };
}
