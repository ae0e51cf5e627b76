using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Weft.Domain.Causality;

namespace Weft.Domain.Workflows;

/// <summary>Work by an agent's command; or a merge, a gate's check, a revert: tasks of workers as well, since the server touches no
/// repository and starts no command.</summary>
public enum WorkKind { Work, Check, Merge, Revert }

public enum WorkStatus { Waiting, Deferred, Ready, Offered, Assigned, Started, Submitted, Conflicted, Completed, Failed, Cancelled, Refused }

public static class WorkStatuses
{
    /// <summary>It has ended, one way or another, unless somebody sets it to be done again.</summary>
    public static bool IsOver(this WorkStatus status) => status is WorkStatus.Completed or WorkStatus.Failed or WorkStatus.Cancelled or WorkStatus.Refused;
}

/// <summary>Who holds a task. It ends by an event (released, expired, taken over), never by the clock alone.</summary>
/// <param name="Token">fencing token: the stream version of the grant</param>
public sealed record Lease(string Agent, long Token, double Seconds, DateTimeOffset GrantedAt, DateTimeOffset? StartedAt)
{
    /// <summary>How long the task was expected to take when it was granted; null: nobody said.</summary>
    public double? PredictedSeconds { get; init; }

    /// <summary>How far the task had come when it was granted, in percent of the checkpoint that it goes on from; null: it began at its beginning.</summary>
    public double? From { get; init; }
}

public sealed record Submission(string Commit, string Branch, string Agent, ImmutableArray<ArtifactRef> Outputs, ResourceUsage? Usage);

/// <summary>How the last holder gave up its lease: a repetition of the same report changes nothing and is no late result.</summary>
public sealed record Ending(long Token, EndingKind Kind, string? Commit);

public enum EndingKind { Submitted, Completed, Failed, Released, Conflicted, Refused }

public sealed record Checkpoint(string Name, string? Hash, double Percent)
{
    /// <summary>When it was saved; null: nobody noted it.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>One task of a workflow (a task in the API; Task is taken in .NET).</summary>
/// <param name="Subject">what it serves: the task a merge is for, the gate a check is for; null for work</param>
/// <param name="Blockers">how many of its needs are not done yet</param>
/// <param name="Version">version of its last event: its ETag</param>
/// <param name="Last">dot of its last event: what a later event about it depends on</param>
/// <param name="Note">what the next attempt should know: why it was sent back, which conflict to answer</param>
public sealed record WorkItem(
    string Name,
    WorkKind Kind,
    string? Subject,
    TaskDefinition Definition,
    ImmutableArray<string> Dependents,
    WorkStatus Status,
    int Attempt,
    int Blockers,
    long Version,
    Dot Last)
{
    /// <summary>So many agents that lost it are remembered: as many that take no offers hold it up no longer than one offer each.</summary>
    public const int MostLostBy = 32;

    public Lease? Lease { get; init; }

    public Ending? Ended { get; init; }

    public string? OfferedTo { get; init; }

    public AssignmentReason? OfferedFor { get; init; }

    public DateTimeOffset? OfferEndsAt { get; init; }

    public string? BaseCommit { get; init; }

    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it was ready for the first time: its class's clock runs from here.</summary>
    public DateTimeOffset? ClockSince { get; init; }

    public bool Warned { get; init; }

    public bool Breached { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public Submission? Submission { get; init; }

    /// <summary>Who handed in the last attempt.</summary>
    public string? DoneBy { get; init; }

    /// <summary>Of its last grant: the skills that it was given for practice in; null: none.</summary>
    public ImmutableArray<Practice>? Practice { get; init; }

    /// <summary>Of its last grant: what it was found to ask for from what it touches; null: nothing, or it says itself what it asks for.</summary>
    public ImmutableArray<string>? FoundSkills { get; init; }

    /// <summary>Its branch could not be merged, for another reason than a conflict, and nobody tries any more until somebody retries it.</summary>
    public bool MergeFailed { get; init; }

    public Checkpoint? Checkpoint { get; init; }

    public string? ConflictId { get; init; }

    /// <summary>The integration commit that its conflict was met on: an answer is to be read against this one.</summary>
    public string? ConflictOnto { get; init; }

    public ImmutableArray<ResolvedFile> Resolution { get; init; } = [];

    public string? MergeOnto { get; init; }

    public string? Note { get; init; }

    /// <summary>Tokens of leases that were lost; kept short, for judging late results.</summary>
    public ImmutableArray<long> StaleTokens { get; init; } = [];

    /// <summary>Agents whose attempt failed, ran out of time or lost its lease, or that let an offer lapse, the latest last: others are to try before them.</summary>
    public ImmutableArray<string> LostBy { get; init; } = [];

    /// <summary>When an agent let its last offer lapse; null: none did.</summary>
    public DateTimeOffset? LapsedAt { get; init; }

    /// <summary>Attempts that failed of themselves; giving a task back or losing a lease does not use up the retries.</summary>
    public int Failures { get; init; }

    /// <summary>Estimated seconds from its start to the end of the run along the longest chain of dependents: its rank on the critical path.</summary>
    public double TailSeconds { get; init; }

    /// <summary>What its author knew: the clocks of what it needs, and its own events.</summary>
    public VectorClock Clock { get; init; } = VectorClock.Zero;

    /// <summary>What it asks for, by itself or as it was found when it was given.</summary>
    [JsonIgnore]
    public IEnumerable<string> Skills => SkillRequirement.NamesOf(Definition.Skills, FoundSkills);

    public bool IsDone => Status == WorkStatus.Completed;

    public bool IsOpen => !Status.IsOver();

    /// <summary>What it is held, or offered, for practice in.</summary>
    public ImmutableArray<Practice> Practising => (Lease is not null ? Practice : OfferedFor?.Practice) ?? [];

    /// <summary>It needs one of the workflow's ParallelAgents places. Merges and reverts are short and have a lane of their own.</summary>
    public bool TakesPlace => Kind is WorkKind.Work or WorkKind.Check;

    public bool IsHeld => Status is WorkStatus.Assigned or WorkStatus.Started;
}
