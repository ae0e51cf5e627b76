using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;

namespace Weft.Domain.Simulation;

/// <param name="From">seconds after the start</param>
/// <param name="Speed">seconds of work done in a second; 1 is as estimated</param>
public sealed record Pace(double From, double Speed);

/// <param name="JoinsAt">seconds after the start</param>
/// <param name="DrainsAt">takes nothing new from then on, and leaves when it is done; null: stays</param>
/// <param name="DiesAt">is not heard of any more; null: lives</param>
/// <param name="Paces">by rising time; empty: always 1</param>
public sealed record SimulatedAgent(
    string Id, AgentProfile Profile, double JoinsAt = 0, double? DrainsAt = null, double? DiesAt = null, ImmutableArray<Pace> Paces = default)
{
    /// <summary>Share of its attempts that fail at their end; null: the scenario's.</summary>
    public double? FailureRate { get; init; }

    /// <summary>What is known about it already; null: nothing.</summary>
    public Agent? Known { get; init; }

    /// <summary>Kinds of task for which it needs so many times as long as its pace says; null: none.</summary>
    public ImmutableSortedDictionary<string, double>? Kinds { get; init; }
}

/// <param name="At">seconds after the start</param>
public sealed record SimulatedRun(string Id, WorkflowDefinition Definition, double At = 0);

/// <summary>Everything that a simulation depends on: given again, its history is the same.</summary>
/// <param name="Spread">how much durations scatter around the estimate (standard deviation of their logarithm); 0: not at all</param>
public sealed record Scenario(ImmutableArray<SimulatedRun> Runs, ImmutableArray<SimulatedAgent> Agents, Policy Policy, int Seed = 1, double Spread = 0)
{
    /// <summary>Runs that are under way when it begins.</summary>
    public ImmutableArray<Workflow> Going { get; init; } = [];

    /// <summary>The domain map, and the slices that are held and waited for when it begins.</summary>
    public Ledger Ledger { get; init; } = Ledger.Empty;

    /// <summary>What balancing knows and has in force when it begins.</summary>
    public BalanceState Balance { get; init; } = BalanceState.None;

    public DateTimeOffset Start { get; init; } = DateTimeOffset.UnixEpoch.AddYears(56);

    /// <summary>A checkpoint is saved each time that this share of a task is done; 0: never.</summary>
    public double CheckpointEvery { get; init; } = 0.1;

    /// <summary>Share of attempts that fail at their end.</summary>
    public double FailureRate { get; init; }

    /// <summary>How long a gate's check takes.</summary>
    public double CheckSeconds { get; init; } = 5;

    /// <summary>What the launcher starts; null: there is none.</summary>
    public AgentProfile? Launched { get; init; }

    public double LaunchSeconds { get; init; } = 10;

    /// <summary>How quick an agent is at what it is learning.</summary>
    public double LearnerSpeed { get; init; } = 0.7;

    /// <summary>Share of supervised tasks that pass their review.</summary>
    public double PassRate { get; init; } = 1;

    /// <summary>The simulation ends with this run; null: with the last one.</summary>
    public string? Until { get; init; }

    /// <summary>Where it ends if the runs do not.</summary>
    public double MaxSeconds { get; init; } = 30 * 86_400;
}

/// <summary>One thing that happened.</summary>
/// <param name="Seconds">after the start</param>
public sealed record Happening(double Seconds, string Stream, object Event);

/// <summary>What came of a scenario.</summary>
/// <param name="Makespan">seconds until the last run ended; infinite when one did not end</param>
/// <param name="Worked">seconds that each agent held tasks</param>
public sealed record SimulatedHistory(
    double Makespan, ImmutableArray<Happening> History, ImmutableSortedDictionary<string, double> Worked, ImmutableSortedDictionary<string, double> Ended)
{
    /// <summary>Of the run that the simulation was to end with and did not: what is in its way.</summary>
    public ImmutableArray<Stuck> Left { get; init; } = [];

    public IEnumerable<(double Seconds, T Event)> Of<T>() => History.Where(h => h.Event is T).Select(h => (h.Seconds, (T)h.Event));
}
