using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <summary>What happens to a task between becoming ready and being done: queued (waits for an agent), dispatched (granted, the agent has
/// not begun), running, merging (handed in, waits for its merge or is merged), resolving (waits for the answer to a conflict), deferred
/// (waits for its next attempt).</summary>
public enum Phase { Queued, Dispatched, Running, Merging, Resolving, Deferred }

/// <summary>How a segment ended: the next one followed, the work was handed in, it failed, it was lost or given back, it was cancelled.</summary>
public enum SegmentEnd { Followed, HandedIn, Failed, Lost, Cancelled }

/// <param name="To">null: it lasts still</param>
public sealed record Segment(Phase Phase, int Attempt, string? Agent, DateTimeOffset From, DateTimeOffset? To, SegmentEnd? End);

/// <summary>What one attempt of an agent cost, as its operating system said.</summary>
public sealed record Cost(
    string Agent, int Attempt, long DurationMs, long CpuMs, long? PeakMemoryBytes, long? ReadBytes, long? WriteBytes, long? NetworkBytes);

/// <summary>One task's way through a run, folded from its events. Segments follow one another without a gap, from ready to done; a task
/// that is set back to wait for others begins a new series.</summary>
/// <param name="Dropped">segments left out, oldest first, to keep the history of an endlessly retried task small</param>
public sealed record TaskHistory(
    string Task, WorkKind Kind, string? Subject, string Stage, ImmutableArray<Segment> Segments, ImmutableArray<Cost> Costs, int Conflicts, int Dropped)
{
    public const int MaxSegments = 500;

    public static TaskHistory Begin(string task, WorkKind kind, string? subject, string stage) => new(task, kind, subject, stage, [], [], 0, 0);

    public Segment? Open => Segments is [.., { To: null } last] ? last : null;

    /// <summary>The holder's work that counted: the last run that was handed in.</summary>
    public Segment? Useful => Segments.LastOrDefault(s => s is { Phase: Phase.Running, End: SegmentEnd.HandedIn });

    public TaskHistory Apply(ITaskEvent happened, DateTimeOffset at) => happened switch
    {
        TaskReadied e => Enter(Phase.Queued, e.Attempt, null, at, SegmentEnd.Followed),
        TaskAssigned e => Enter(Phase.Dispatched, e.Attempt, e.Agent, at, SegmentEnd.Followed),
        TaskStarted => Enter(Phase.Running, Attempt, Open?.Agent, at, SegmentEnd.Followed),
        TaskReleased or LeaseExpired => Enter(Phase.Queued, Attempt, null, at, SegmentEnd.Lost),
        TaskSubmitted e => Pay(e.Usage).Begun().Enter(Phase.Merging, Attempt, null, at, SegmentEnd.HandedIn),
        TaskCompleted e => (IsHeld ? Pay(e.Usage).Begun() : this).Close(at, SegmentEnd.HandedIn),
        TaskFailed e => Pay(e.Usage).Begun().Leave(e.RetryAt, e.Attempt, at),
        TaskTimedOut e => Begun().Leave(e.RetryAt, e.Attempt, at),
        TaskRetried or TaskYielded => Close(at, SegmentEnd.Cancelled),
        MergeConflicted e when e.Of == Task => Enter(Phase.Resolving, Attempt, null, at, SegmentEnd.Followed) with { Conflicts = Conflicts + 1 },
        MergeConflicted or MergeRefused => Begun().Close(at, SegmentEnd.HandedIn),
        ConflictAnswered e when e.Task == Task => Enter(Phase.Merging, Attempt, null, at, SegmentEnd.Followed),
        _ => this,
    };

    /// <summary>Cancelled or set back from outside.</summary>
    public TaskHistory Cancel(DateTimeOffset at) => Close(at, SegmentEnd.Cancelled);

    private bool IsHeld => Open?.Phase is Phase.Dispatched or Phase.Running;

    private int Attempt => Segments is [.., var last] ? last.Attempt : 1;

    private TaskHistory Leave(DateTimeOffset? retryAt, int attempt, DateTimeOffset at) =>
        retryAt is null ? Close(at, SegmentEnd.Failed) : Enter(Phase.Deferred, attempt, null, at, SegmentEnd.Failed);

    private TaskHistory Enter(Phase phase, int attempt, string? agent, DateTimeOffset at, SegmentEnd end)
    {
        var closed = Close(at, end);
        var segments = closed.Segments.Add(new(phase, attempt, agent, at, null, null));
        return segments.Length <= MaxSegments
            ? closed with { Segments = segments }
            : closed with { Segments = segments.RemoveAt(0), Dropped = Dropped + 1 };
    }

    private TaskHistory Close(DateTimeOffset at, SegmentEnd end) =>
        Open is { } open ? this with { Segments = Segments.SetItem(Segments.Length - 1, open with { To = at, End = end }) } : this;

    /// <summary>An agent that never said that it had begun is taken to have begun at once.</summary>
    private TaskHistory Begun() => Open is { Phase: Phase.Dispatched } open
        ? this with { Segments = Segments.SetItem(Segments.Length - 1, open with { Phase = Phase.Running }) }
        : this;

    private TaskHistory Pay(ResourceUsage? u) => u is null || Open?.Agent is not { } agent || Costs.Length == MaxSegments
        ? this
        : this with { Costs = Costs.Add(new(agent, Attempt, u.DurationMs, u.CpuMs, u.PeakMemoryBytes, u.ReadBytes, u.WriteBytes, u.NetworkBytes)) };
}
