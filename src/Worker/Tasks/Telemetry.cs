using System.Text;
using Weft.Contracts;
using Weft.Worker.Processes;

namespace Weft.Worker.Tasks;

/// <summary>
/// What is told of a running task without being an event: percent, message, processor time, memory and output. Coalesced here until
/// the next sign of life takes it; a report that did not arrive is put back.
/// </summary>
public sealed class Telemetry
{
    private const int MaxReportBytes = 64 * 1024;
    private const int MaxWaitingBytes = 1024 * 1024;
    private readonly Lock _turn = new();
    private readonly Queue<(string Text, int Bytes)> _lines = new();
    private int _waiting;
    private double _percent;
    private string? _message;
    private long? _cpuMs;
    private long? _memoryBytes;
    private bool _changed;

    /// <summary>Processor time so far, and memory now.</summary>
    public (long CpuMs, long MemoryBytes) Used
    {
        get
        {
            lock (_turn)
                return (_cpuMs ?? 0, _memoryBytes ?? 0);
        }
    }

    public double Percent
    {
        get
        {
            lock (_turn)
                return _percent;
        }
    }

    public void Progress(double percent, string? message)
    {
        lock (_turn)
        {
            _percent = Math.Clamp(percent, 0, 100);
            _message = message ?? _message;
            _changed = true;
        }
    }

    public void Measured(long cpuMs, long memoryBytes)
    {
        lock (_turn)
        {
            _changed |= _cpuMs != cpuMs || _memoryBytes != memoryBytes;
            _cpuMs = cpuMs;
            _memoryBytes = memoryBytes;
        }
    }

    public void Output(OutputLine line)
    {
        lock (_turn)
        {
            var bytes = Encoding.UTF8.GetByteCount(line.Text) + 1;
            _lines.Enqueue((line.Text, bytes));
            _waiting += bytes;
            // The whole output is kept as a file: what nobody could be told in time is dropped here, oldest first.
            while (_waiting > MaxWaitingBytes && _lines.TryDequeue(out var dropped))
                _waiting -= dropped.Bytes;
        }
    }

    public bool HasNews
    {
        get
        {
            lock (_turn)
                return _changed || _lines.Count > 0;
        }
    }

    /// <summary>What is new, at most 64 KB of output; null when nothing is.</summary>
    public ProgressReport? Take(LeaseRef lease)
    {
        lock (_turn)
        {
            if (!_changed && _lines.Count == 0)
                return null;
            var text = new StringBuilder();
            var size = 0;
            while (_lines.TryPeek(out var line) && size + line.Bytes <= MaxReportBytes)
            {
                _lines.Dequeue();
                _waiting -= line.Bytes;
                size += line.Bytes;
                text.Append(line.Text).Append('\n');
            }
            _changed = false;
            return new ProgressReport(lease.Workflow, lease.Task, lease.Token, _percent, _message, size > 0 ? text.ToString() : null, _cpuMs, _memoryBytes);
        }
    }

    /// <summary>The report did not arrive.</summary>
    public void PutBack(ProgressReport report)
    {
        lock (_turn)
        {
            _changed = true;
            if (report.Output is null)
                return;
            var later = _lines.ToArray();
            _lines.Clear();
            _waiting = 0;
            foreach (var line in report.Output.TrimEnd('\n').Split('\n').Select(text => (text, Encoding.UTF8.GetByteCount(text) + 1)).Concat(later))
            {
                _lines.Enqueue(line);
                _waiting += line.Item2;
            }
        }
    }
}
