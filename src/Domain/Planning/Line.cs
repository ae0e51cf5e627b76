namespace Weft.Domain.Planning;

/// <summary>An agent's tasks one after the other, with their times beside each other: looking for places goes through them again and again.</summary>
internal sealed class Line
{
    private int[] _tasks = new int[16];
    private double[] _heads = new double[16];
    private double[] _ends = new double[16];
    private double[] _rests = new double[16];
    private int _count;

    public ReadOnlySpan<int> Tasks => _tasks.AsSpan(0, _count);

    public ReadOnlySpan<double> Heads => _heads.AsSpan(0, _count);

    public ReadOnlySpan<double> Ends => _ends.AsSpan(0, _count);

    /// <summary>From the start of each to the end of everything.</summary>
    public ReadOnlySpan<double> Rests => _rests.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(int task, double head, double duration, double tail)
    {
        if (_count == _tasks.Length)
        {
            var more = 2 * _count;
            Array.Resize(ref _tasks, more);
            Array.Resize(ref _heads, more);
            Array.Resize(ref _ends, more);
            Array.Resize(ref _rests, more);
        }

        (_tasks[_count], _heads[_count], _ends[_count], _rests[_count]) = (task, head, head + duration, duration + tail);
        _count++;
    }

    /// <summary>Where the first one stands that ends later.</summary>
    public int FirstEndingAfter(double time)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ends[middle] > time ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
