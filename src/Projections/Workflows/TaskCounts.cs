using System.Text.Json.Serialization;
using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>How many tasks (work, not its merges and checks) stand where.</summary>
public sealed record TaskCounts(
    int Waiting, int Deferred, int Ready, int Offered, int Assigned, int Started, int Submitted, int Conflicted, int Completed, int Failed, int Cancelled)
{
    public static TaskCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    [JsonIgnore]
    public int Total => Waiting + Deferred + Ready + Offered + Assigned + Started + Submitted + Conflicted + Completed + Failed + Cancelled;

    public TaskCounts Move(WorkStatus? from, WorkStatus to) => from == to ? this : (from is { } left ? Add(left, -1) : this).Add(to, 1);

    public TaskCounts Plus(TaskCounts o) => new(
        Waiting + o.Waiting, Deferred + o.Deferred, Ready + o.Ready, Offered + o.Offered, Assigned + o.Assigned, Started + o.Started,
        Submitted + o.Submitted, Conflicted + o.Conflicted, Completed + o.Completed, Failed + o.Failed, Cancelled + o.Cancelled);

    private TaskCounts Add(WorkStatus status, int n) => status switch
    {
        WorkStatus.Waiting => this with { Waiting = Waiting + n },
        WorkStatus.Deferred => this with { Deferred = Deferred + n },
        WorkStatus.Ready => this with { Ready = Ready + n },
        WorkStatus.Offered => this with { Offered = Offered + n },
        WorkStatus.Assigned => this with { Assigned = Assigned + n },
        WorkStatus.Started => this with { Started = Started + n },
        WorkStatus.Submitted => this with { Submitted = Submitted + n },
        WorkStatus.Conflicted => this with { Conflicted = Conflicted + n },
        WorkStatus.Completed => this with { Completed = Completed + n },
        WorkStatus.Failed => this with { Failed = Failed + n },
        WorkStatus.Cancelled => this with { Cancelled = Cancelled + n },
        _ => throw new InvalidOperationException($"No count for {status}"),
    };
}
