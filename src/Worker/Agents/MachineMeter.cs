using Weft.Contracts;

namespace Weft.Worker.Agents;

/// <summary>How much of its machine the agent and the commands that it runs use, between one sign of life and the next.</summary>
internal sealed class MachineMeter(TimeProvider time)
{
    private Dictionary<LeaseRef, long> _tasks = [];
    private TimeSpan _own = Environment.CpuUsage.TotalTime;
    private long _since = time.GetTimestamp();

    public MachineLoad Take(IReadOnlyCollection<OwnTask> held)
    {
        var used = held.Select(task => (task.Lease, task.Telemetry.Used)).ToList();
        var (own, elapsed) = (Environment.CpuUsage.TotalTime, time.GetElapsedTime(_since));
        var cpu = (own - _own).TotalMilliseconds + used.Sum(task => Math.Max(0, task.Used.CpuMs - _tasks.GetValueOrDefault(task.Lease)));
        var memory = Environment.WorkingSet + used.Sum(task => task.Used.MemoryBytes);
        (_own, _since, _tasks) = (own, time.GetTimestamp(), used.ToDictionary(task => task.Lease, task => task.Used.CpuMs));
        return new MachineLoad(
            Share(cpu, elapsed.TotalMilliseconds * Environment.ProcessorCount), Share(memory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
    }

    private static double Share(double used, double whole) => whole <= 0 ? 0 : Math.Round(Math.Clamp(used / whole, 0, 1), 4);
}
