using Weft.Contracts;
using Weft.Worker.Tasks;

namespace Weft.Worker.Agents;

/// <summary>Why work on a task is to end before it is done.</summary>
public enum StopReason
{
    None,

    /// <summary>Somebody else has it, or nobody wants it any more: nothing may be reported.</summary>
    LeaseLost,

    /// <summary>The agent goes: the task is handed back.</summary>
    Released,
}

/// <summary>A lease that this agent holds, and what is to be told about it with the next sign of life.</summary>
public sealed class OwnTask(ClaimedTask task) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private int _reason;
    private bool _reporting;

    public ClaimedTask Task { get; } = task;

    public Telemetry Telemetry { get; } = new();

    public LeaseRef Lease { get; } = new(task.Workflow, task.Task, task.Token);

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Rings when the work is to end, for whatever reason.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Rings when the lease is gone: nothing about it is sent any more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>How the command is told what its holder should know.</summary>
    public Action<Notice>? Noticed { get; set; }

    /// <summary>From here on the server's answer to the report says whether the lease still held; a sign of life that crosses it must not.</summary>
    public void BeginReport() => Volatile.Write(ref _reporting, true);

    /// <summary>The agent's process ends: nothing more is waited for.</summary>
    public void Abandon()
    {
        Interlocked.CompareExchange(ref _reason, (int)StopReason.Released, (int)StopReason.None);
        _stop.Cancel();
        _lost.Cancel();
    }

    public void Lose()
    {
        if (Volatile.Read(ref _reporting))
            return;
        Interlocked.Exchange(ref _reason, (int)StopReason.LeaseLost);
        _stop.Cancel();
        _lost.Cancel();
    }

    public void Release()
    {
        Interlocked.CompareExchange(ref _reason, (int)StopReason.Released, (int)StopReason.None);
        _stop.Cancel();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _lost.Dispose();
    }
}
