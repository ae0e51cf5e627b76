namespace Weft.Domain.Planning;

/// <summary>Stretches of time in their order, with gaps between them.</summary>
internal sealed class Stretches
{
    private readonly List<double> _starts = [];
    private readonly List<double> _ends = [];

    public double Last => _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>The first moment from <paramref name="ready"/> on from which so much fits into a gap.</summary>
    public double Earliest(double ready, double duration)
    {
        var from = ready;
        for (var at = FirstEndingAfter(ready); at < _starts.Count; at++)
        {
            if (from + duration <= _starts[at])
            {
                return from;
            }

            from = Math.Max(from, _ends[at]);
        }

        return from;
    }

    /// <summary>As one by itself.</summary>
    public void Add(double start, double end)
    {
        var at = FirstEndingAfter(start);
        while (at < _starts.Count && _starts[at] < start)
        {
            at++;
        }

        _starts.Insert(at, start);
        _ends.Insert(at, end);
    }

    /// <summary>As one with those beside it that are nearer than <paramref name="least"/>.</summary>
    public void Join(double start, double end, double least)
    {
        var at = start >= Last ? _starts.Count : FirstEndingAfter(start);
        if (at < _starts.Count && _starts[at] < start)
        {
            return; // no time at all, somewhere within
        }

        var (isAfter, isBefore) = (at > 0 && _ends[at - 1] + least > start, at < _starts.Count && end + least > _starts[at]);
        if (isAfter)
        {
            _ends[at - 1] = isBefore ? _ends[at] : end;
        }
        else if (isBefore)
        {
            _starts[at] = start;
        }
        else
        {
            _starts.Insert(at, start);
            _ends.Insert(at, end);
            return;
        }

        if (isAfter && isBefore)
        {
            _starts.RemoveAt(at);
            _ends.RemoveAt(at);
        }
    }

    private int FirstEndingAfter(double time)
    {
        var (low, high) = (0, _ends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ends[middle] > time ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
