using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;

namespace Weft.Domain.Simulation;

/// <summary>How long a run will still take, by simulating it on from where it stands, several times with different luck.</summary>
/// <param name="Seconds">of the simulations in which it ended, shortest first</param>
public sealed record Forecast(int Simulations, ImmutableArray<double> Seconds)
{
    private const double UsualSpread = 0.3;

    /// <summary>What was in its way in the first simulation in which it did not end; empty: it ended in all.</summary>
    public ImmutableArray<Stuck> Left { get; init; } = [];

    /// <summary>So much of the simulations ended within this; null when fewer ended.</summary>
    public double? Within(double share) =>
        (int)Math.Ceiling(share * Simulations) is var needed && needed > 0 && needed <= Seconds.Length ? Math.Round(Seconds[needed - 1], 1) : null;

    /// <param name="spread">how much durations scatter around what is predicted (standard deviation of their logarithm)</param>
    public static Forecast Of(Standing now, int simulations, double spread = UsualSpread)
    {
        var scenario = ScenarioOf(now) with { Spread = spread };
        var runs = Enumerable.Range(1, simulations).Select(seed => Simulator.Run(scenario with { Seed = seed })).Select(r => (r.Ended, r.Left)).ToList();
        return new Forecast(simulations, [.. runs.Where(r => r.Ended.ContainsKey(now.Run.Id)).Select(r => r.Ended[now.Run.Id]).Order()])
        {
            Left = runs.Select(r => r.Left).FirstOrDefault(left => !left.IsEmpty, []),
        };
    }

    /// <summary>On from where the workspace stands, with the agents that are there: none is launched.</summary>
    public static Scenario ScenarioOf(Standing now) =>
        new([], [.. now.Agents.Select(Here)], now.Policy with { Balancing = now.Policy.BalancingInForce() with { MinAgents = 0, MaxAgents = 0 } })
        {
            Going = [now.Run, .. now.Beside.Where(w => w.Id != now.Run.Id)],
            Ledger = now.Ledger,
            Balance = now.Balance with { Wanted = 0 },
            Start = now.Now,
            Until = now.Run.Id,
            MaxSeconds = 365 * 86_400.0,
        };

    /// <summary>As quick as it was so far, in each kind of task as far as that is learnt.</summary>
    private static SimulatedAgent Here(Agent agent)
    {
        var pace = Math.Max(0.01, agent.Performance.PaceRatio);
        return new(agent.Id, agent.Profile, Paces: [new Pace(0, 1 / pace)])
        {
            Known = agent,
            Kinds = agent.Baselines.ToImmutableSortedDictionary(b => b.Family, b => Predict.RatioOf(b, pace) / pace, StringComparer.Ordinal),
        };
    }
}
