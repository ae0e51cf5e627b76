using System.Numerics;

namespace Weft.Domain.Distribution;

/// <summary>The rows that are placed on a column, and what the cheapest of them would cost elsewhere: their prices rise and fall together, so that this is found
/// once for all ways that lead through the column, until its rows change.</summary>
internal sealed class Taken(long[][] costs)
{
    private bool _isGathered;

    public List<int> Rows { get; } = [];

    /// <summary>By column, less the price of the row.</summary>
    public long[] Costs { get; private set; } = [];

    /// <summary>By column the row that costs so much, of equal ones the first that was placed.</summary>
    public long[] Of { get; private set; } = [];

    /// <summary>How much the prices of the rows have risen since.</summary>
    public long Change { get; set; }

    public void Add(int row)
    {
        Rows.Add(row);
        _isGathered = false;
    }

    public void Remove(int row)
    {
        Rows.Remove(row);
        _isGathered = false;
    }

    public void Gather(long[] prices)
    {
        if (_isGathered)
        {
            return;
        }

        var width = costs[Rows[0]].Length;
        (Costs, Of) = Costs.Length == width ? (Costs, Of) : (new long[width], new long[width]);
        Array.Fill(Costs, long.MaxValue);
        foreach (var row in Rows)
        {
            Lower(row, costs[row], prices[row]);
        }

        (_isGathered, Change) = (true, 0);
    }

    private void Lower(int row, long[] own, long price)
    {
        var (prices, rows, c) = (new Vector<long>(price), new Vector<long>(row), 0);
        for (; c <= own.Length - Vector<long>.Count; c += Vector<long>.Count)
        {
            var (cost, known) = (new Vector<long>(own, c) - prices, new Vector<long>(Costs, c));
            var lower = Vector.LessThan(cost, known);
            Vector.ConditionalSelect(lower, cost, known).CopyTo(Costs, c);
            Vector.ConditionalSelect(lower, rows, new Vector<long>(Of, c)).CopyTo(Of, c);
        }

        for (; c < own.Length; c++)
        {
            (Costs[c], Of[c]) = own[c] - price < Costs[c] ? (own[c] - price, row) : (Costs[c], Of[c]);
        }
    }
}
