using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Metrics;

/// <param name="AwaitedAt">the first task before the gate was done; null when one alone stands before it</param>
/// <param name="OpenedAt">all before it was done: its checks began</param>
public sealed record GateSpan(string Gate, int Run, DateTimeOffset? AwaitedAt, DateTimeOffset? OpenedAt, DateTimeOffset? EndedAt, GateStatus Status);

/// <summary>A person had something done again: a task, a gate, or (null) what a roll-back names.</summary>
public sealed record Restart(DateTimeOffset At, string? Node);

public sealed record Pause(DateTimeOffset From, DateTimeOffset? To);

/// <summary>When a run as a whole did what, folded from its events; the tasks' own histories stand beside it.</summary>
public sealed record RunClock(
    DateTimeOffset PlannedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    WorkflowStatus Status,
    ImmutableArray<Pause> Pauses,
    ImmutableArray<GateSpan> Gates,
    ImmutableArray<Restart> Restarts)
{
    public static RunClock Begin(DateTimeOffset at) => new(at, null, null, WorkflowStatus.Planned, [], [], []);

    public RunClock Apply(IWorkflowEvent happened, DateTimeOffset at) => happened switch
    {
        WorkflowStarted => this with { StartedAt = at, Status = WorkflowStatus.Running },
        WorkflowPaused => this with { Status = WorkflowStatus.Paused, Pauses = Pauses.Add(new(at, null)) },
        WorkflowResumed => Resumed(at),
        WorkflowCompleted => this with { EndedAt = at, Status = WorkflowStatus.Completed },
        WorkflowFailed => this with { EndedAt = at, Status = WorkflowStatus.Failed },
        WorkflowCancelled => Resumed(at) with { EndedAt = at, Status = WorkflowStatus.Cancelled },
        WorkflowRolledBack e => RolledBack(e, at),
        TaskRetried e => this with { Restarts = Restarts.Add(new(at, e.Task)) },
        GateAwaited e => this with { Gates = Gates.Add(new(e.Gate, e.Run, at, null, null, GateStatus.Waiting)) },
        GateOpened e => Opened(e, at),
        GatePassed e => Change(e.Gate, s => s with { EndedAt = at, Status = GateStatus.Passed }),
        GateFailed e => Change(e.Gate, s => s with { EndedAt = at, Status = GateStatus.Failed }),
        GateTimedOut e => Change(e.Gate, s => s with { EndedAt = at, Status = GateStatus.TimedOut }),
        GateRetried e => this with { Restarts = Restarts.Add(new(at, e.Gate)) },
        _ => this,
    };

    public DateTimeOffset? PassedAt(string gate) => Gates.LastOrDefault(g => g.Gate == gate && g.Status == GateStatus.Passed)?.EndedAt;

    private RunClock Resumed(DateTimeOffset at) => this with
    {
        Status = WorkflowStatus.Running,
        EndedAt = null,
        Pauses = Pauses is [.., { To: null } last] ? Pauses.SetItem(Pauses.Length - 1, last with { To = at }) : Pauses,
    };

    private RunClock RolledBack(WorkflowRolledBack e, DateTimeOffset at) =>
        e.Gates.Aggregate(this, (clock, gate) => clock.Change(gate, s => s with { EndedAt = s.EndedAt ?? at, Status = GateStatus.Waiting })) with
        {
            Status = Status == WorkflowStatus.Paused ? Status : WorkflowStatus.Running,
            EndedAt = null,
            Restarts = Restarts.Add(new(at, null)),
        };

    private RunClock Opened(GateOpened e, DateTimeOffset at)
    {
        var awaited = Gates.Any(g => g.Gate == e.Gate && g.Run == e.Run);
        var known = awaited ? this : this with { Gates = Gates.Add(new(e.Gate, e.Run, null, null, null, GateStatus.Waiting)) };
        return known.Change(e.Gate, s => s with { Run = e.Run, OpenedAt = at, Status = GateStatus.Open });
    }

    private RunClock Change(string gate, Func<GateSpan, GateSpan> change)
    {
        for (var i = Gates.Length - 1; i >= 0; i--)
        {
            if (Gates[i].Gate == gate)
            {
                return this with { Gates = Gates.SetItem(i, change(Gates[i])) };
            }
        }

        return this;
    }
}
