namespace Weft.Domain.Planning;

/// <summary>What an agent is busy with while a schedule is built: slots in order of time, with the gaps between them.</summary>
internal sealed class Calendar
{
    private readonly List<double> _starts = [];
    private readonly List<double> _ends = [];

    public double FreeFrom => _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>The first moment from <paramref name="ready"/> on at which there is room for so long.</summary>
    public double Earliest(double ready, double duration)
    {
        if (ready >= FreeFrom)
        {
            return ready;
        }

        var at = FirstEndingAfter(ready);
        var from = ready;
        for (; at < _starts.Count; at++)
        {
            if (from + duration <= _starts[at])
            {
                return from;
            }

            from = Math.Max(from, _ends[at]);
        }

        return from;
    }

    public void Take(double start, double end)
    {
        if (start >= FreeFrom)
        {
            _starts.Add(start);
            _ends.Add(end);
            return;
        }

        var at = FirstEndingAfter(start);
        while (at < _starts.Count && _starts[at] < start)
        {
            at++;
        }

        _starts.Insert(at, start);
        _ends.Insert(at, end);
    }

    private int FirstEndingAfter(double time)
    {
        var (low, high) = (0, _ends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ends[middle] > time)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
