using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Weft.Domain.Workflows;

namespace Weft.Domain.Balancing;

/// <summary>One agent in one window.</summary>
/// <param name="Utilisation">0-1: its scarcest resource: places held, processor or memory, whichever is used most</param>
/// <param name="Cpu">0-1, as the worker measured it; null when it told nothing</param>
/// <param name="Queue">tasks that it could do, that have nobody, and that their runs would give out</param>
/// <param name="Finished">attempts handed in</param>
/// <param name="Rework">attempts that failed, and work that was sent back</param>
/// <param name="WorkedSeconds">spent on what was finished or saved in checkpoints, and on what runs for longer than it should</param>
/// <param name="EstimatedSeconds">what the same was estimated at</param>
public sealed record AgentWindow(
    string Agent, int Places, double Utilisation, double? Cpu, double? Memory, int Held, int Queue, int Finished, int Rework, double WorkedSeconds,
    double EstimatedSeconds)
{
    /// <summary>The same by kind of task, the largest ones by themselves; null in windows from before kinds were told apart.</summary>
    public ImmutableArray<KindWindow>? Kinds { get; init; }

    [JsonIgnore]
    public double? Pace => EstimatedSeconds > 0 ? WorkedSeconds / EstimatedSeconds : null;

    [JsonIgnore]
    public double? ReworkRate => Finished + Rework > 0 ? (double)Rework / (Finished + Rework) : null;
}

/// <summary>What an agent did of one kind of task in a window.</summary>
/// <param name="Family">complexity and skills</param>
public sealed record KindWindow(string Family, double WorkedSeconds, double EstimatedSeconds)
{
    /// <summary>Where the smaller ones go together.</summary>
    public const string Others = "others";
    private const int Most = 8;

    /// <summary>In it is a task that is not done and runs for longer than it should; null: none.</summary>
    public bool? Overdue { get; init; }

    /// <summary>Of one task at most so much was counted here and in the windows before; null in windows from before that was told.</summary>
    public double? LargestSeconds { get; init; }

    /// <summary>What was counted of each task in this window, squared and added up; null in windows from before that was told.</summary>
    public double? SquaredSeconds { get; init; }

    /// <summary>How many tasks of the same size would tell as much of how long they take; null: not told.</summary>
    [JsonIgnore]
    public double? Tasks => SquaredSeconds > 0 ? EstimatedSeconds * EstimatedSeconds / SquaredSeconds : null;

    [JsonIgnore]
    public double Pace => WorkedSeconds / EstimatedSeconds;

    /// <param name="counted">what was counted of the task already, before this window and in it</param>
    internal KindWindow With(double worked, double estimated, (double Before, double Here) counted, bool overdue) => this with
    {
        WorkedSeconds = WorkedSeconds + worked,
        EstimatedSeconds = EstimatedSeconds + estimated,
        LargestSeconds = Math.Max(LargestSeconds ?? 0, counted.Before + counted.Here + estimated),
        SquaredSeconds = (SquaredSeconds ?? 0) + (estimated * (estimated + (2 * counted.Here))),
        Overdue = overdue ? true : Overdue,
    };

    internal KindWindow And(KindWindow other) => this with
    {
        WorkedSeconds = WorkedSeconds + other.WorkedSeconds,
        EstimatedSeconds = EstimatedSeconds + other.EstimatedSeconds,
        LargestSeconds = Math.Max(LargestSeconds ?? 0, other.LargestSeconds ?? 0),
        SquaredSeconds = (SquaredSeconds ?? 0) + (other.SquaredSeconds ?? 0),
        Overdue = Overdue ?? other.Overdue,
    };

    internal KindWindow Rounded() => this with
    {
        WorkedSeconds = Math.Round(WorkedSeconds, 3),
        EstimatedSeconds = Math.Round(EstimatedSeconds, 3),
        LargestSeconds = Rounded(LargestSeconds),
        SquaredSeconds = Rounded(SquaredSeconds),
    };

    /// <summary>So that what is written down has an end, the smaller kinds go together.</summary>
    internal static ImmutableArray<KindWindow>? Largest(IEnumerable<KindWindow> all)
    {
        var kinds = all.OrderByDescending(k => k.EstimatedSeconds).ThenBy(k => k.Family, StringComparer.Ordinal).ToList();
        var rest = kinds.Skip(Most).Aggregate((KindWindow?)null, (together, k) => (together ?? new KindWindow(Others, 0, 0)).And(k));
        var told = kinds.Take(Most).Append(rest).OfType<KindWindow>().Select(k => k.Rounded()).Where(k => k.EstimatedSeconds > 0).ToImmutableArray();
        return told.IsEmpty ? null : told;
    }

    private static double? Rounded(double? seconds) => seconds is { } known ? Math.Round(known, 3) : null;
}

/// <summary>Tasks that wait for an agent and ask for the same.</summary>
/// <param name="Able">agents that have the skills</param>
public sealed record PendingGroup(ImmutableArray<SkillRequirement> Skills, int Tasks, int Able);

/// <summary>What one window came to.</summary>
public sealed record Measurement(
    DateTimeOffset From, DateTimeOffset To, ImmutableArray<AgentWindow> Agents, int Pending, ImmutableArray<PendingGroup> Groups)
{
    public bool IsIdle => Pending == 0 && Agents.All(a => a is { Held: 0, Finished: 0, Rework: 0 });
}

/// <summary>How far a held task is, as its holder says with its signs of life.</summary>
public sealed record ProgressSaid(double Percent, DateTimeOffset At);

/// <summary>What a worker told of its machine, averaged over a window.</summary>
public readonly record struct Vitals(double? Cpu, double? Memory);
