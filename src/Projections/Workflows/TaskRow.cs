using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Weft.Domain.Metrics;
using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>One task of a workflow as it stands: work, check, merge or revert. Nearly every event makes a new one, which is large: what each of
/// them sets is set in the new row, not in one more copy.</summary>
public sealed record TaskRow : IRow
{
    /// <summary>Progress in hundredths of a percent, so that sums stay exact.</summary>
    public const int Whole = 10_000;

    /// <summary><c>workflow/task</c></summary>
    public required string Id { get; init; }

    public required string Workflow { get; init; }

    public required string Task { get; init; }

    public required WorkKind Kind { get; init; }

    /// <summary>The task a merge is for, the gate a check is for.</summary>
    public string? Subject { get; init; }

    public string Stage { get; init; } = "";

    public required WorkStatus Status { get; init; }

    /// <summary>Ready, held, handed in or stopped by a conflict: the board looks at these rows only.</summary>
    public bool Active { get; set; }

    public required int Attempt { get; init; }

    public string? Holder { get; init; }

    public string? OfferedTo { get; init; }

    /// <summary>The fencing token of the live lease.</summary>
    public long? Token { get; init; }

    /// <summary>The agent that did the work of the last attempt that ended.</summary>
    public string? DoneBy { get; init; }

    /// <summary>Of its last grant: the skills that it was given for practice in; null: none.</summary>
    public ImmutableArray<Practice>? Practice { get; init; }

    /// <summary>Of its last grant: what it was found to ask for from what it touches; null: nothing, or it says itself what it asks for.</summary>
    public ImmutableArray<string>? FoundSkills { get; init; }

    public required int Priority { get; init; }

    public required Complexity Complexity { get; init; }

    public required int EstimateSeconds { get; init; }

    public ImmutableArray<SkillRequirement> Skills { get; init; } = [];

    /// <summary>Where they come from: task or template; null: it names none.</summary>
    public string? SkillsFrom { get; init; }

    /// <summary>Paths that it says it will touch: each is one, whatever it looks like.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>What else it says it will touch: tables, operations, and paths among them.</summary>
    public ImmutableArray<string> Touches { get; init; } = [];

    public ImmutableArray<string> Needs { get; init; } = [];

    public ImmutableArray<string> Milestones { get; init; } = [];

    public int Progress { get; init; }

    public string? Checkpoint { get; init; }

    /// <summary>When it was ready for the first time: its class's clock runs from here.</summary>
    public DateTimeOffset? ClockSince { get; init; }

    public bool SlaWarned { get; init; }

    public bool SlaBreached { get; init; }

    public int Failures { get; init; }

    /// <summary>Agents whose attempt failed, ran out of time or lost its lease, or that let an offer lapse, the latest last.</summary>
    public ImmutableArray<string> LostBy { get; init; } = [];

    /// <summary>When an agent let its last offer lapse.</summary>
    public DateTimeOffset? LapsedAt { get; init; }

    /// <summary>Conflicts that its branches met.</summary>
    public int Conflicts { get; init; }

    public string? ConflictId { get; init; }

    /// <summary>Its branch could not be merged, and nobody tries any more until somebody retries it.</summary>
    public bool MergeFailed { get; init; }

    public string? BaseCommit { get; init; }

    public string? Branch { get; init; }

    public string? Commit { get; init; }

    /// <summary>Why it was sent back, released or failed.</summary>
    public string? Note { get; init; }

    /// <summary>Its bar in the timeline: what it waited for and did, attempt by attempt.</summary>
    public ImmutableArray<Segment> Segments { get; set; } = [];

    /// <summary>Segments left out, oldest first.</summary>
    public int SegmentsDropped { get; set; }

    public ImmutableArray<Cost> Costs { get; set; } = [];

    public DateTimeOffset? ReadyAt { get; init; }

    public DateTimeOffset? AssignedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Version of its last event: its ETag.</summary>
    public required long Version { get; set; }

    public required long Position { get; set; }

    public static string IdOf(string workflow, string task) => $"{workflow}/{task}";

    [JsonIgnore]
    public TaskHistory History => new(Task, Kind, Subject, Stage, Segments, Costs, Conflicts, SegmentsDropped);

    [JsonIgnore]
    public bool IsOpen => !Status.IsOver();

    /// <summary>What is the row's own already, its conflicts among them, is left to the board's fold.</summary>
    internal void Take(TaskHistory history) => (Segments, SegmentsDropped, Costs) = (history.Segments, history.Dropped, history.Costs);

    /// <summary>Its last event; whether it is active follows from its status.</summary>
    internal void Stamp(Moment at) => (Version, Position, Active) = (at.Version, at.Position, Status != WorkStatus.Waiting && !Status.IsOver());
}
