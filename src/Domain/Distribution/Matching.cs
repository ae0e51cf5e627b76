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
    private readonly Taken[] _taken;
    private readonly int[] _columnOf;
    private readonly long[] _rowPrice;
    private readonly long[] _columnPrice;
    private readonly Ways _ways;

    private Matching(long[][] gains, int[] capacities)
    {
        _costs = Array.ConvertAll(gains, row => Array.ConvertAll(row, g => g == Never ? Forbidden : -g));
        _capacities = capacities;
        _taken = Array.ConvertAll(capacities, _ => new Taken(_costs));
        _columnOf = new int[gains.Length];
        Array.Fill(_columnOf, -1);
        _rowPrice = new long[gains.Length];
        _columnPrice = new long[capacities.Length];
        _ways = new Ways(_columnPrice);
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
        _ways.Clear();
        var costs = _costs[row];
        _rowPrice[row] = Cheapest(costs);
        _ways.Extend(costs, null, row, -_rowPrice[row]);
        var end = -1;
        long reached = 0;
        while (_ways.Nearest(Forbidden / 2) is >= 0 and var column)
        {
            reached = _ways.End(column);
            var taken = _taken[column];
            if (taken.Rows.Count < _capacities[column])
            {
                end = column;
                break;
            }

            if (taken.Rows.Count > 0)
            {
                taken.Gather(_rowPrice);
                _ways.Extend(taken.Costs, taken.Of, 0, reached - taken.Change);
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

    private long Cheapest(long[] costs)
    {
        var least = long.MaxValue;
        for (var c = 0; c < _columnPrice.Length; c++)
        {
            least = Math.Min(least, costs[c] - _columnPrice[c]);
        }

        return least >= Forbidden / 2 ? 0 : least;
    }

    /// <summary>Whatever is full and cannot give way now never will: its rows have nowhere else to go.</summary>
    private void Close()
    {
        for (var c = 0; c < _columnPrice.Length; c++)
        {
            _columnPrice[c] = _ways.IsEnded(c) ? -Forbidden : _columnPrice[c];
        }
    }

    private void Reprice(int row, long reached)
    {
        _rowPrice[row] += reached;
        for (var c = 0; c < _columnPrice.Length; c++)
        {
            if (!_ways.IsEnded(c) || _ways.Distance(c) == reached)
            {
                continue;
            }

            var change = reached - _ways.Distance(c);
            _columnPrice[c] -= change;
            _taken[c].Change += change;
            foreach (var other in _taken[c].Rows)
            {
                _rowPrice[other] += change;
            }
        }
    }

    private void Shift(int row, int end)
    {
        for (var column = end; ;)
        {
            var moving = _ways.From(column);
            var left = _columnOf[moving];
            _columnOf[moving] = column;
            _taken[column].Add(moving);
            if (moving == row)
            {
                return;
            }

            _taken[left].Remove(moving);
            column = left;
        }
    }
}
