using System.Numerics;

namespace Weft.Domain.Distribution;

/// <summary>The shortest ways from a row to the columns, as far as they are known.</summary>
internal sealed class Ways(long[] prices)
{
    /// <summary>Shorter than any way, and as a number without a sign longer than any.</summary>
    private const long Ended = long.MinValue;

    private readonly long[] _distance = new long[prices.Length];
    private readonly long[] _from = new long[prices.Length];
    private readonly long[] _ends = new long[prices.Length];

    public void Clear() => Array.Fill(_distance, long.MaxValue);

    /// <summary>Nothing shorter is possible any more.</summary>
    public bool IsEnded(int column) => _distance[column] == Ended;

    /// <summary>How far away a column is whose way has ended.</summary>
    public long Distance(int column) => _ends[column];

    /// <summary>The row before it on the way.</summary>
    public int From(int column) => (int)_from[column];

    /// <returns>how far away it is</returns>
    public long End(int column)
    {
        (_ends[column], _distance[column]) = (_distance[column], Ended);
        return _ends[column];
    }

    /// <summary>From the row, or on through columns whose ways have ended. Reduced costs are never negative, and so is no distance.</summary>
    /// <param name="rows">whose costs they are; null: all of <paramref name="row"/></param>
    public void Extend(long[] costs, long[]? rows, int row, long start)
    {
        var starts = new Vector<long>(start);
        var all = new Vector<long>(row);
        var c = 0;
        for (; c <= costs.Length - Vector<long>.Count; c += Vector<long>.Count)
        {
            var through = starts + new Vector<long>(costs, c) - new Vector<long>(prices, c);
            var known = new Vector<long>(_distance, c);
            if (Vector.LessThanAny(through, known))
            {
                var shorter = Vector.LessThan(through, known);
                Vector.ConditionalSelect(shorter, through, known).CopyTo(_distance, c);
                Vector.ConditionalSelect(shorter, rows is null ? all : new Vector<long>(rows, c), new Vector<long>(_from, c)).CopyTo(_from, c);
            }
        }

        for (; c < costs.Length; c++)
        {
            var through = start + costs[c] - prices[c];
            (_distance[c], _from[c]) = through < _distance[c] ? (through, rows is null ? row : rows[c]) : (_distance[c], _from[c]);
        }
    }

    /// <summary>The nearest column whose way has not ended, of equally near ones the first; -1: none is within the limit.</summary>
    public int Nearest(long limit)
    {
        var (c, near) = (0, new Vector<ulong>(ulong.MaxValue));
        for (; c <= _distance.Length - Vector<long>.Count; c += Vector<long>.Count)
        {
            near = Vector.Min(near, Vector.AsVectorUInt64(new Vector<long>(_distance, c)));
        }

        var least = (ulong)limit;
        for (var i = 0; i < Vector<ulong>.Count; i++)
        {
            least = Math.Min(least, near[i]);
        }

        for (; c < _distance.Length; c++)
        {
            least = Math.Min(least, (ulong)_distance[c]);
        }

        return least < (ulong)limit ? Array.IndexOf(_distance, (long)least) : -1;
    }
}
