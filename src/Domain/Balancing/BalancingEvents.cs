using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

public interface IBalancingEvent;

/// <summary>Four figures of a window; and the policy's limits of launched agents, which are no figure: they are met at once, and nothing is watched.</summary>
public enum TriggerKind { Utilisation, Pending, Pace, Rework, Limits }

/// <summary>One figure of a window against its threshold.</summary>
/// <param name="Subject">the agent; empty for the workspace as a whole</param>
public sealed record Reading(TriggerKind Kind, string Subject, double Figure, double Threshold, bool Above)
{
    /// <summary>What the figure compares with, where that is not the same for everybody; null: nothing, or what is learnt for the workspace.</summary>
    public double? Baseline { get; init; }

    /// <summary>The kinds of task that are above by themselves, the worst first; null where kinds are not told apart.</summary>
    public ImmutableArray<KindReading>? Kinds { get; init; }

    /// <summary>How many windows in a row it has been above, counted for each kind of task by itself; null where kinds are not told apart.</summary>
    public ImmutableArray<KindRun>? Runs { get; init; }
}

/// <summary>An agent was slow in this kind of task in so many windows in a row, of those in which it did some of it.</summary>
public sealed record KindRun(string Family, int Windows)
{
    /// <summary>Stands for all that it did.</summary>
    public const string All = "";
}

/// <summary>One kind of task of an agent in a window.</summary>
/// <param name="Figure">slower than normal by this share</param>
/// <param name="Baseline">duration divided by estimate that is normal for this kind</param>
public sealed record KindReading(string Family, double Figure, double Baseline);

/// <summary>Duration divided by estimate of the agent in the middle, for one kind of task.</summary>
public sealed record KindPace(string Family, double Pace);

/// <summary>What a window came to. Large ones are written in parts; the first says what all came to, and readings and agents go on in the further ones.</summary>
/// <param name="Pace">duration divided by estimate of the agent in the middle; null when nobody finished anything</param>
/// <param name="Rework">share of work done again, of the agent in the middle</param>
/// <param name="Readings">those above their threshold, and those that are watched because they were</param>
public sealed record WindowMeasured(
    int Window, int Part, int Parts, DateTimeOffset From, DateTimeOffset To, ImmutableArray<AgentWindow> Agents, int Pending, ImmutableArray<PendingGroup> Groups,
    double? Pace, double? Rework, ImmutableArray<Reading> Readings) : IBalancingEvent
{
    /// <summary>What it teaches of each kind of task; null from before kinds were told apart.</summary>
    public ImmutableArray<KindPace>? Kinds { get; init; }
}

/// <param name="Trigger">names it: kind, subject and window</param>
/// <param name="Baseline">what was learnt so far and the figure compares with; null where it compares with nothing</param>
/// <param name="Agents">those that the figure speaks of</param>
public sealed record TriggerRaised(
    string Trigger, TriggerKind Kind, string Subject, double Figure, double Threshold, double? Baseline, int Windows, ImmutableArray<AgentWindow> Agents,
    ImmutableArray<PendingGroup> Groups) : IBalancingEvent
{
    /// <summary>The kinds of task in which the agent became slow; null where kinds are not told apart.</summary>
    public ImmutableArray<KindReading>? Kinds { get; init; }
}

/// <param name="Mark">the lower mark that it had to come down to</param>
public sealed record TriggerCleared(string Trigger, TriggerKind Kind, string Subject, double Figure, double Mark, string Reason) : IBalancingEvent;

/// <param name="Token">of the lease that is taken back; 0 for an offer</param>
/// <param name="To">who had the best prospect when this was decided; the distributor has the last word</param>
/// <param name="Percent">of the checkpoint that it goes on from; 0: from the start</param>
/// <param name="HereSeconds">what was left where it was</param>
public sealed record Move(string Workflow, string Task, int Attempt, long Token, string To, double Percent, double HereSeconds, double ThereSeconds);

/// <summary>Tasks leave an overloaded or slow agent.</summary>
public sealed record TasksMigrated(string Trigger, string From, ImmutableArray<Move> Moves) : IBalancingEvent;

/// <summary>How many agents the launcher shall keep running.</summary>
/// <param name="Skills">what is asked for most by what waits</param>
public sealed record AgentsScaled(string Trigger, int From, int To, ImmutableArray<string> Skills, string Reason) : IBalancingEvent;

/// <summary>These tasks go before others, as if their priority were higher by <paramref name="Boost"/>, until the trigger is cleared or the
/// next of these events for the run.</summary>
public sealed record PathPrioritised(string Trigger, string Workflow, ImmutableArray<string> Tasks, int Boost) : IBalancingEvent;

/// <summary>An agent is to learn a skill by supervised tasks.</summary>
public sealed record CapabilityExpanded(string Trigger, string Agent, string Skill, double Level, string Supervisor) : IBalancingEvent;
