using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Weft.Domain.Balancing;

public interface IBalancingEvent;

/// <summary>Four figures of a window; and the policy's limits of launched agents, which are no figure: they are met at once, and nothing is watched.</summary>
public enum TriggerKind { Utilisation, Pending, Pace, Rework, Limits }

/// <summary>One figure of a window against its threshold.</summary>
/// <param name="Subject">the agent; empty for the workspace as a whole</param>
/// <param name="Figure">null: not known, since what was watched cannot be seen any more</param>
public sealed record Reading(TriggerKind Kind, string Subject, double? Figure, double Threshold, bool Above)
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

    /// <summary>What was seen in these windows together; null in runs from before that was counted.</summary>
    public Evidence? Seen { get; init; }

    /// <summary>False: chance alone could have brought that about, since few tasks were seen or they scatter much. Null: not asked.</summary>
    public bool? Sure { get; init; }
}

/// <summary>What windows in a row showed: pace or rework over all of them, and on how many tasks it rests.</summary>
/// <param name="Taken">seconds worked; for rework, attempts that failed or were sent back</param>
/// <param name="Due">seconds that are normal for the same; for rework, all attempts</param>
/// <param name="Largest">of what was due, the part of the task that makes up most of it; for rework, one attempt</param>
public sealed record Evidence(double Taken, double Due, double Largest)
{
    /// <summary>So many tasks as large as the largest come to the same, and it is one at least: a task that goes on through windows stays one.</summary>
    [JsonIgnore]
    public double Tasks => Largest > 0 ? Math.Max(1, Due / Largest) : 1;

    /// <summary>In it is a task that is not done; the next window counts that again, and stands alone. Null: none.</summary>
    public bool? Overdue { get; init; }

    internal Evidence And(Evidence next) => Rounded(Taken + next.Taken, Due + next.Due, Math.Max(Largest, next.Largest), next.Overdue == true);

    internal static Evidence Rounded(double taken, double due, double largest, bool overdue) =>
        new(Math.Round(taken, 6), Math.Round(due, 6), Math.Round(largest, 6)) { Overdue = overdue ? true : null };
}

/// <summary>One kind of task of an agent in a window.</summary>
/// <param name="Figure">slower than normal by this share</param>
/// <param name="Baseline">duration divided by estimate that is normal for this kind</param>
public sealed record KindReading(string Family, double Figure, double Baseline);

/// <summary>What a window came to. Large ones are written in parts; the first says what all came to, and readings and agents go on in the further ones.</summary>
/// <param name="Pace">duration divided by estimate of the agent in the middle; null when nobody finished anything</param>
/// <param name="Rework">share of work done again, of the agent in the middle</param>
/// <param name="Readings">those above their threshold, and those that are watched because they were</param>
public sealed record WindowMeasured(
    int Window, int Part, int Parts, DateTimeOffset From, DateTimeOffset To, ImmutableArray<AgentWindow> Agents, int Pending, ImmutableArray<PendingGroup> Groups,
    double? Pace, double? Rework, ImmutableArray<Reading> Readings) : IBalancingEvent;

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

/// <param name="Figure">that it came down to; null: not known, since it ended for another reason</param>
/// <param name="Mark">the lower mark that it had to come down to; null: it ended for another reason</param>
public sealed record TriggerCleared(string Trigger, TriggerKind Kind, string Subject, double? Figure, double? Mark, string Reason) : IBalancingEvent;

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
