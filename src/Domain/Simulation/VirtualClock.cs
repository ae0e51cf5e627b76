namespace Weft.Domain.Simulation;

/// <summary>What is to happen when. At the same moment, what was planned first happens first.</summary>
internal sealed class VirtualClock(DateTimeOffset start)
{
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _plans = new();
    private readonly DateTimeOffset _start = start;
    private long _order;

    public DateTimeOffset Now { get; private set; } = start;

    public double Seconds => (Now - _start).TotalSeconds;

    public int Planned => _plans.Count;

    public void At(DateTimeOffset when, Action happens) => _plans.Enqueue(happens, (Math.Max(when.Ticks, Now.Ticks), _order++));

    public void After(double seconds, Action happens) => At(Now.AddSeconds(seconds), happens);

    /// <summary>Everything of the next moment; false when nothing is planned any more.</summary>
    public bool Step()
    {
        if (!_plans.TryPeek(out _, out var next))
        {
            return false;
        }

        Now = new DateTimeOffset(next.Ticks, TimeSpan.Zero);
        while (_plans.TryPeek(out _, out var also) && also.Ticks == next.Ticks)
        {
            _plans.Dequeue()();
        }

        return true;
    }
}
