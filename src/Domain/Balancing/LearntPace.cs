using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>What is normal for a kind of task: duration divided by estimate of the agent in the middle of those that did some of it lately. Each has one voice, however
/// often it is heard: a slow one that is alone in its windows does not become the norm, and where those who do the kind became slow, that is normal after a while.</summary>
/// <param name="Latest">the number of the last window in which it was seen</param>
public sealed record LearntPace(ImmutableArray<AgentPace> Agents, int Latest)
{
    /// <summary>Those heard last.</summary>
    private const int MostAgents = 24;

    /// <summary>Who has not been heard for so many windows has no voice any more.</summary>
    private const int Forgotten = 100;

    public static LearntPace None { get; } = new([], 0);

    /// <summary>0: nothing was learnt.</summary>
    public double Pace { get; init; }

    /// <summary>How much durations scatter around what is usual for their agent, as a share of it: for one task, of the agent in the middle.</summary>
    public double Spread { get; init; }

    /// <summary>So many windows of that agent taught it.</summary>
    public int Spreads { get; init; }

    internal LearntPace With(string agent, KindWindow seen, int window)
    {
        var known = Agents.FirstOrDefault(a => a.Agent == agent) ?? AgentPace.Of(agent);
        ImmutableArray<AgentPace> agents =
        [
            .. Agents.Where(a => a.Agent != agent && a.Latest > window - Forgotten).Append(known.With(seen, window))
                .OrderByDescending(a => a.Latest).ThenBy(a => a.Agent, StringComparer.Ordinal).Take(MostAgents),
        ];
        var scatter = agents.Where(a => a.Spreads > 0).OrderBy(a => a.Spread).ThenBy(a => a.Agent, StringComparer.Ordinal).ToList();
        var middle = scatter.Count == 0 ? null : scatter[(scatter.Count - 1) / 2];
        return new LearntPace(agents, window) { Pace = Readings.Middle(agents.Select(a => (double?)a.Pace)) ?? 0, Spread = middle?.Spread ?? 0, Spreads = middle?.Spreads ?? 0 };
    }
}

/// <summary>What is usual for one agent in a kind of task.</summary>
/// <param name="Windows">in so many it did some</param>
/// <param name="Latest">the number of the last of them</param>
public sealed record AgentPace(string Agent, double Pace, int Windows, int Latest)
{
    /// <summary>Of normally distributed figures, the standard deviation divided by the mean deviation.</summary>
    private const double OfMean = 1.25;

    /// <summary>How much its durations scatter, for one task, as a share.</summary>
    public double Spread { get; init; }

    public int Spreads { get; init; }

    internal static AgentPace Of(string agent) => new(agent, 0, 0, 0);

    internal AgentPace With(KindWindow seen, int window)
    {
        var scatter = Pace > 0 && seen.Tasks is { } tasks ? OfMean * Math.Abs((seen.Pace / Pace) - 1) * Math.Sqrt(tasks) : (double?)null;
        return new AgentPace(Agent, BalanceState.Learn(Pace, Windows, seen.Pace), Windows + 1, window)
        {
            Spread = BalanceState.Learn(Spread, Spreads, scatter),
            Spreads = Spreads + (scatter is null ? 0 : 1),
        };
    }
}
