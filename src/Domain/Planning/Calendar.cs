namespace Weft.Domain.Planning;

/// <summary>What an agent is busy with while a schedule is built. A gap in which not even the shortest task has room is none, so that nobody looks at it
/// again and again.</summary>
internal sealed class Calendar(Shortest shortest)
{
    private readonly Stretches _busy = new();

    /// <summary>What takes no time has room between any two.</summary>
    private readonly Stretches? _each = shortest.HasInstant ? new() : null;

    public double FreeFrom => _busy.Last;

    /// <summary>The first moment from <paramref name="ready"/> on at which there is room for so long.</summary>
    public double Earliest(double ready, double duration) => ready >= FreeFrom ? ready
        : (duration <= 0 && _each is not null ? _each : _busy).Earliest(ready, duration);

    public void Take(double start, double end)
    {
        _busy.Join(start, end, shortest.Duration);
        _each?.Add(start, end);
    }
}
