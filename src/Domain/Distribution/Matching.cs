using System.Numerics;

namespace Weft.Domain.Distribution;

/// <summary>The best assignment of rows to columns with capacities (shortest augmenting paths with potentials). Rows come in their order:
/// a row is placed whenever it can be without displacing an earlier one for good, and the placed rows together gain the most.</summary>
internal sealed class Matching
{
    public const long Never = long.MinValue;

    /// <summary>Dearer than any way through the graph: what must not be, and what can be no more.</summary>
    private const long Forbidden = 1L << 50;

    private readonly long[][] _costs;
    private readonly int[] _capacities;
    private readonly List<int>[] _placed;
    private readonly int[] _columnOf;
    private readonly long[] _rowPrice;
    private readonly long[] _columnPrice;
    private readonly long[] _distance;
    private readonly long[] _from;
    private readonly bool[] _done;

    private Matching(long[][] gains, int[] capacities)
    {
        _costs = [.. gains.Select(row => row.Select(g => g == Never ? Forbidden : -g).ToArray())];
        _capacities = capacities;
        _placed = [.. capacities.Select(_ => new List<int>())];
        _columnOf = new int[gains.Length];
        Array.Fill(_columnOf, -1);
        _rowPrice = new long[gains.Length];
        _columnPrice = new long[capacities.Length];
        (_distance, _from, _done) = (new long[capacities.Length], new long[capacities.Length], new bool[capacities.Length]);
    }

    /// <summary>The column of each row, -1 where there was none left.</summary>
    /// <param name="gains">[row][column], <see cref="Never"/> where it must not be</param>
    /// <param name="admits">whether a row may be placed after those that were; a row that is placed stays so</param>
    /// <param name="placed">called for each row that is</param>
    public static int[] Solve(long[][] gains, int[] capacities, Func<int, bool> admits, Action<int> placed)
    {
        var matching = new Matching(gains, capacities);
        for (var row = 0; row < gains.Length; row++)
        {
            if (!admits(row))
            {
                continue;
            }

            matching.Place(row);
            if (matching._columnOf[row] >= 0)
            {
                placed(row);
            }
        }

        return matching._columnOf;
    }

    private void Place(int row)
    {
        Array.Fill(_distance, long.MaxValue);
        Array.Clear(_done);
        _rowPrice[row] = Cheapest(row);
        Relax(row, 0);
        var end = -1;
        long reached = 0;
        while (Nearest() is >= 0 and var column)
        {
            _done[column] = true;
            reached = _distance[column];
            if (_placed[column].Count < _capacities[column])
            {
                end = column;
                break;
            }

            foreach (var other in _placed[column])
            {
                Relax(other, reached);
            }
        }

        if (end < 0)
        {
            Close();
            return;
        }

        Reprice(row, reached);
        Shift(row, end);
    }

    private long Cheapest(int row)
    {
        var least = long.MaxValue;
        for (var c = 0; c < _columnPrice.Length; c++)
        {
            least = Math.Min(least, _costs[row][c] - _columnPrice[c]);
        }

        return least >= Forbidden / 2 ? 0 : least;
    }

    /// <summary>Reduced costs are never negative, so a column that is done is not reached on a shorter way again; the loop need not ask.</summary>
    private void Relax(int row, long reached)
    {
        var costs = _costs[row];
        var start = reached - _rowPrice[row];
        var (starts, rows) = (new Vector<long>(start), new Vector<long>(row));
        var c = 0;
        for (; c <= costs.Length - Vector<long>.Count; c += Vector<long>.Count)
        {
            var through = starts + new Vector<long>(costs, c) - new Vector<long>(_columnPrice, c);
            var known = new Vector<long>(_distance, c);
            if (Vector.LessThanAny(through, known))
            {
                var shorter = Vector.LessThan(through, known);
                Vector.ConditionalSelect(shorter, through, known).CopyTo(_distance, c);
                Vector.ConditionalSelect(shorter, rows, new Vector<long>(_from, c)).CopyTo(_from, c);
            }
        }

        for (; c < costs.Length; c++)
        {
            var through = start + costs[c] - _columnPrice[c];
            (_distance[c], _from[c]) = through < _distance[c] ? (through, row) : (_distance[c], _from[c]);
        }
    }

    private int Nearest()
    {
        var (nearest, least) = (-1, Forbidden / 2);
        for (var c = 0; c < _distance.Length; c++)
        {
            if (_distance[c] < least && !_done[c])
            {
                (nearest, least) = (c, _distance[c]);
            }
        }

        return nearest;
    }

    /// <summary>Whatever is full and cannot give way now never will: its rows have nowhere else to go.</summary>
    private void Close()
    {
        for (var c = 0; c < _done.Length; c++)
        {
            _columnPrice[c] = _done[c] ? -Forbidden : _columnPrice[c];
        }
    }

    private void Reprice(int row, long reached)
    {
        _rowPrice[row] += reached;
        for (var c = 0; c < _done.Length; c++)
        {
            if (!_done[c] || _distance[c] == reached)
            {
                continue;
            }

            var change = reached - _distance[c];
            _columnPrice[c] -= change;
            foreach (var other in _placed[c])
            {
                _rowPrice[other] += change;
            }
        }
    }

    private void Shift(int row, int end)
    {
        for (var column = end; ;)
        {
            var moving = (int)_from[column];
            var left = _columnOf[moving];
            _columnOf[moving] = column;
            _placed[column].Add(moving);
            if (moving == row)
            {
                return;
            }

            _placed[left].Remove(moving);
            column = left;
        }
    }
}
