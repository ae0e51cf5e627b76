namespace Weft.Worker.Processes;

/// <summary>
/// Adds up what a run uses. Each figure is the largest sum seen over the living processes (each with its waited-for children), so
/// work of a process that nobody waited for and that ended between two samples is the only thing that is missed.
/// </summary>
internal sealed class UsageMeter(ProcessTree tree, int leader, TimeProvider time)
{
    private const int MaxSamples = 240;
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private List<ResourceSample> _samples = [];
    private int _every = 1;
    private int _seen;
    private long _cpu;
    private long _memory;
    private long _read;
    private long _written;
    private long? _network;

    public (long CpuMs, long MemoryBytes) Now { get; private set; }

    /// <summary>Looks at all processes of the run now.</summary>
    public void Sample()
    {
        if (!ProcessTable.IsAvailable)
            return;
        lock (_lock)
        {
            var members = tree.Members();
            var cpu = ProcessTable.Milliseconds(members.Sum(entry => entry.Cpu));
            var memory = members.Where(entry => entry.IsAlive).Sum(entry => entry.ResidentPages) * Environment.SystemPageSize;
            _cpu = Math.Max(_cpu, cpu);
            _memory = Math.Max(_memory, memory);
            Storage(members);
            _network = ProcessTable.OwnNetwork(leader) ?? _network;
            Now = (_cpu, memory);
            Remember(new ResourceSample((long)time.GetElapsedTime(_start).TotalMilliseconds, _cpu, memory));
        }
    }

    public ResourceUsage Total(ChildEnd end)
    {
        lock (_lock)
        {
            var storage = ProcessTable.IsAvailable;
            var memory = Math.Max(_memory, end.PeakMemoryBytes);
            return new ResourceUsage(
                (long)time.GetElapsedTime(_start).TotalMilliseconds,
                Math.Max(_cpu, end.CpuMs),
                memory > 0 ? memory : null,
                storage ? _read : null,
                storage ? _written : null,
                _network,
                [.. _samples]);
        }
    }

    private void Storage(IReadOnlyList<ProcessEntry> members)
    {
        var sums = members.Select(entry => ProcessTable.Storage(entry.Id)).OfType<(long Read, long Written)>().ToList();
        _read = Math.Max(_read, sums.Sum(sum => sum.Read));
        _written = Math.Max(_written, sums.Sum(sum => sum.Written));
    }

    /// <summary>A long run keeps every second, fourth… sample: bounded, and spread over all of its time.</summary>
    private void Remember(ResourceSample sample)
    {
        if (_seen++ % _every != 0)
            return;
        _samples.Add(sample);
        if (_samples.Count < MaxSamples)
            return;
        _samples = [.. _samples.Where((_, i) => i % 2 == 0)];
        _every *= 2;
    }
}
