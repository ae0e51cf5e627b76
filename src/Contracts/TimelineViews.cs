namespace Weft.Contracts;

/// <param name="Phase">queued (waits for an agent), dispatched (granted, not begun), running, merging, resolving (waits for the answer to a conflict), deferred (waits for its next attempt)</param>
/// <param name="To">null: it lasts still</param>
/// <param name="End">followed, handedIn, failed, lost or cancelled</param>
public sealed record TimelineSegment(string Phase, int Attempt, string? Agent, DateTimeOffset From, DateTimeOffset? To, string? End);

/// <summary>One task's bar.</summary>
/// <param name="CpuSeconds">of all its attempts, as the workers' operating systems said</param>
public sealed record TimelineTask(
    string Task, string Kind, string? Subject, string Stage, IReadOnlyList<TimelineSegment> Segments, int Conflicts, double CpuSeconds, int DroppedSegments);

/// <param name="AwaitedAt">the first task before it was done</param>
/// <param name="OpenedAt">all before it was done: its checks began</param>
public sealed record TimelineGate(string Gate, int Run, string Status, DateTimeOffset? AwaitedAt, DateTimeOffset? OpenedAt, DateTimeOffset? EndedAt);

public sealed record TimelinePause(DateTimeOffset From, DateTimeOffset? To);

/// <summary>When a run did what; tasks in the order of their first segment.</summary>
/// <param name="Next">cursor of further tasks, null on the last page</param>
public sealed record TimelineView(
    long Position, string Workflow, string Status, DateTimeOffset PlannedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    IReadOnlyList<TimelineTask> Tasks, IReadOnlyList<TimelineGate> Gates, IReadOnlyList<TimelinePause> Pauses, string? Next);

/// <summary>A step of the chain that decided how long the run took. Steps follow one another without a gap from start to end.</summary>
/// <param name="Kind">work, check, merge, revert, gate, conflict, pause or start</param>
/// <param name="WorkingSeconds">running by its agent; for a conflict, until it was answered</param>
/// <param name="WaitingSeconds">for an agent, the grant, the merge queue or the next attempt</param>
/// <param name="After">the step that it had to wait for, null for the first</param>
/// <param name="Because">needs (it depends on it), agent (its agent was busy with it), merge (merged one after another) or start</param>
public sealed record PathStep(
    string Node, string Kind, string? Stage, string? Agent, DateTimeOffset From, DateTimeOffset To, double WorkingSeconds, double WaitingSeconds, string? After, string Because);

/// <summary>I11: how parallel a stage was.</summary>
/// <param name="WorkSeconds">of its tasks: what it would have taken one after another</param>
/// <param name="WallSeconds">from the first of its tasks that was ready to the last that was done</param>
/// <param name="Parallelism">work / wall</param>
/// <param name="Efficiency">parallelism / the places that worked on it</param>
public sealed record StageView(
    string Stage, string Mode, int Tasks, DateTimeOffset? From, DateTimeOffset? To, double WorkSeconds, double WallSeconds, double WaitingSeconds, double Parallelism, int Places, double Efficiency);

/// <summary>I12: the slowest stage and the actual critical path.</summary>
public sealed record CriticalPathView(
    long Position, string Workflow, double WallSeconds, double WorkingSeconds, double WaitingSeconds, string? SlowestStage, IReadOnlyList<StageView> Stages, IReadOnlyList<PathStep> Steps);

/// <param name="Hour">its beginning, UTC</param>
public sealed record ThroughputHour(DateTimeOffset Hour, int Workflows, int Tasks, double MeanWorkflowSeconds);

/// <summary>I10: what was finished with one template in a window. A workflow is a feature.</summary>
public sealed record TemplateThroughput(string Template, int Workflows, int Tasks, double FeaturesPerHour, double TasksPerHour, double MeanWorkflowSeconds, IReadOnlyList<ThroughputHour> Hours);

public sealed record ThroughputView(long Position, DateTimeOffset From, DateTimeOffset To, double WindowHours, IReadOnlyList<TemplateThroughput> Templates);
