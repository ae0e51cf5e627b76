using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>How work reaches agents: they ask (pull) or are offered it (push).</summary>
public enum Coordination { Pull, Push }

/// <summary>Who answers a merge conflict: a person, or the merge order (the later branch does its work again on top).</summary>
public enum ConflictApproach { Human, Priority }

/// <summary>Whether gates run their checks, or only wait for the tasks before them.</summary>
public enum QualityStrategy { Gates, None }

/// <summary>How much is recorded for measuring: every resource sample of a task, or sums only.</summary>
public enum MetricsLevel { Full, Summary }

public enum StageMode { Parallel, Sequential }

public enum Complexity { Simple, Moderate, Complex }

/// <summary>The commit a task starts from: the integration head when it is assigned, or when it became ready (all branches of a fork
/// then start from the same commit).</summary>
public enum BaseChoice { Latest, Fork }

public sealed record RunSettings(
    int ParallelAgents, Coordination Coordination, ConflictApproach Conflicts, QualityStrategy Quality, MetricsLevel Metrics);

public sealed record StageDefinition(string Name, StageMode Mode);

/// <param name="MinLevel">0-1; an agent whose level is lower does not get the task</param>
public sealed record SkillRequirement(string Name, double MinLevel)
{
    /// <summary>What a task asks for, by itself or as it was found when it was given.</summary>
    public static IEnumerable<string> NamesOf(ImmutableArray<SkillRequirement> own, ImmutableArray<string>? found) => own.IsEmpty ? found ?? [] : own.Select(s => s.Name);
}

/// <summary>Attempt n+1 starts at the earliest BackoffSeconds × Factor^(n-1) after attempt n failed, at most MaxBackoffSeconds.</summary>
public sealed record RetryPolicy(int MaxAttempts, int BackoffSeconds, double Factor, int MaxBackoffSeconds)
{
    public static RetryPolicy Default { get; } = new(3, 1, 2, 300);

    /// <summary>Seconds to wait after the given attempt (1-based) has failed.</summary>
    public double DelayAfter(int attempt) => BackoffSeconds <= 0 ? 0 : Math.Min(MaxBackoffSeconds, BackoffSeconds * Math.Pow(Factor, Math.Max(0, attempt - 1)));
}

/// <param name="Needs">names of tasks or gates that must be done before</param>
/// <param name="Consumes">artifact names; produced by tasks before it or by others</param>
/// <param name="Command">null: the agent's own command decides what to do</param>
/// <param name="Paths">globs that the task says it will touch</param>
public sealed record TaskDefinition(
    string Name,
    string Stage,
    ImmutableArray<string> Needs,
    ImmutableArray<SkillRequirement> Skills,
    Complexity Complexity,
    int Priority,
    int EstimateSeconds,
    int TimeoutSeconds,
    RetryPolicy Retry,
    ImmutableArray<string> Consumes,
    ImmutableArray<string> Produces,
    BaseChoice Base,
    string? Command,
    ImmutableArray<string> Paths)
{
    /// <summary>More that it says it will touch: paths, <c>table:orders</c>, <c>operation:GET /orders/{id}</c>; null: nothing.</summary>
    public ImmutableArray<string>? Touches { get; init; }

    /// <summary>Where its skills come from: template when its stage named them for all of its tasks; null: itself.</summary>
    public string? SkillsFrom { get; init; }
}

public sealed record CheckDefinition(string Name, string Command, ImmutableArray<SkillRequirement> Skills, int TimeoutSeconds);

/// <summary>A synchronisation point: holds what needs it until everything in After is done and every check passed.</summary>
/// <param name="TimeoutSeconds">from the moment the first of After is done; 0 = never</param>
public sealed record GateDefinition(string Name, ImmutableArray<string> After, ImmutableArray<CheckDefinition> Checks, int TimeoutSeconds);

/// <param name="Weight">share of the workflow's percentage, relative to the other milestones</param>
public sealed record MilestoneDefinition(string Name, int Weight, ImmutableArray<string> Requires);

public sealed record WorkflowDefinition(
    string Name,
    ImmutableArray<StageDefinition> Stages,
    ImmutableArray<TaskDefinition> Tasks,
    ImmutableArray<GateDefinition> Gates,
    ImmutableArray<MilestoneDefinition> Milestones,
    RunSettings Settings);
