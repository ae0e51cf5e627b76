using System.Collections.Concurrent;

namespace Weft.Benchmarks.Faults;

/// <summary>Writes down what clients were told.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<ToldCommand> _told = new();
    private int _acknowledged;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public IReadOnlyList<ToldCommand> Told => [.. _told];

    public void Add(ToldCommand command)
    {
        _told.Enqueue(command);
        if (command is { Told: Weft.Benchmarks.Faults.Told.Accepted, Tasks.Count: > 0 })
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }
}
