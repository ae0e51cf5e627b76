namespace Weft.Domain.Planning;

/// <summary>How many tasks are under way while a schedule is built, where only so many may be at once.</summary>
internal sealed class Turns(int limit, double shortest)
{
    private readonly Stretches _full = new();

    /// <summary>From each of these moments on so many, until the next one.</summary>
    private readonly List<double> _moments = [0];
    private readonly List<int> _taken = [0];

    /// <summary>The first moment from <paramref name="ready"/> on from which one more may go on for so long.</summary>
    public double Earliest(double ready, double duration) => ready >= _full.Last ? ready : _full.Earliest(ready, duration);

    public void Take(double start, double end)
    {
        if (end <= start)
        {
            return;
        }

        var (from, to) = (Cut(start), Cut(end));
        for (var at = from; at < to; at++)
        {
            if (++_taken[at] == limit)
            {
                _full.Join(_moments[at], _moments[at + 1], shortest);
            }
        }
    }

    /// <summary>Where the moment stands.</summary>
    private int Cut(double moment)
    {
        var at = _moments.BinarySearch(moment);
        if (at < 0)
        {
            at = ~at;
            _moments.Insert(at, moment);
            _taken.Insert(at, _taken[at - 1]);
        }

        return at;
    }
}
