using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <param name="Requires">how many tasks and gates it requires</param>
/// <param name="Left">how many of them are not done</param>
/// <param name="Progress">sum of their progress, each 0-10000</param>
public sealed record MilestoneProgress(string Name, int Weight, int Requires, int Left, long Progress, DateTimeOffset? ReachedAt);

public sealed record StageProgress(string Name, StageMode Mode, int Tasks, int Done);

/// <summary>One run as it stands.</summary>
public sealed record WorkflowRow : IRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Template { get; init; }

    public required int TemplateVersion { get; init; }

    public required ImmutableSortedDictionary<string, string> Parameters { get; init; }

    public required RunSettings Settings { get; init; }

    public RepositoryRef? Repository { get; init; }

    public required WorkflowStatus Status { get; init; }

    /// <summary>Neither completed nor cancelled.</summary>
    public bool Active { get; init; } = true;

    public required int TaskCount { get; init; }

    public TaskCounts Tasks { get; init; } = TaskCounts.None;

    /// <summary>Sum of the tasks' progress, each 0-10000.</summary>
    public long Progress { get; init; }

    public ImmutableArray<StageProgress> Stages { get; init; } = [];

    public ImmutableArray<MilestoneProgress> Milestones { get; init; } = [];

    /// <summary>Conflicts met so far, and those that wait for an answer.</summary>
    public int Conflicts { get; init; }

    public int OpenConflicts { get; init; }

    public int Rollbacks { get; init; }

    public string? Head { get; init; }

    public string? Reason { get; init; }

    public ImmutableArray<string> Failed { get; init; } = [];

    public required DateTimeOffset PlannedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Version of the stream that the row reflects.</summary>
    public required long Version { get; set; }

    public required long Position { get; set; }

    /// <summary>0-100 of the whole run: milestones by weight, each by the progress of what it requires; without milestones, the tasks.</summary>
    public double Percent
    {
        get
        {
            var weights = Milestones.Sum(m => m.Weight);
            var share = weights > 0
                ? Milestones.Sum(m => m.Requires == 0 ? m.Weight : m.Weight * m.Progress / ((double)m.Requires * TaskRow.Whole)) / weights
                : TaskCount == 0 ? 0 : Progress / ((double)TaskCount * TaskRow.Whole);
            return Math.Round(100 * share, 2);
        }
    }
}
