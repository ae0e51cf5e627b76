namespace Weft.Domain.Distribution;

/// <summary>By how much the best way of placing the tasks is better than the best one in which a certain task is with a certain agent: prices of places at
/// which every placed task is where it gains most, found on the shortest ways through what could be moved.</summary>
internal sealed class Slack
{
    /// <summary>What cannot be.</summary>
    public const long Impossible = long.MaxValue / 4;

    private readonly Placing _placing;
    private readonly int _index;

    /// <summary>What one place more would be worth, by lane; at most, and as far as it matters to the task.</summary>
    private readonly long[] _prices;

    private Slack(Placing placing, int index)
    {
        (_placing, _index) = (placing, index);
        var here = placing.Columns[index];
        var worth = Relax(new long[placing.Lanes.Length], forward: true);
        var used = placing.Columns.Where(c => c >= 0).GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count());
        var given = Enumerable.Range(0, placing.Lanes.Length)
            .Select(c => c == here ? 0 : used.GetValueOrDefault(c) < placing.Lanes[c].Places ? worth[here] : -Impossible).ToArray();
        given[here] = Math.Max(given[here], used.GetValueOrDefault(here) < placing.Lanes[here].Places ? worth[here] : 0);
        _prices = [.. Relax(given, forward: false).Select(g => g <= -Impossible / 2 ? Impossible : worth[here] - g)];
    }

    /// <summary>Null where the task has no place: nothing that only changes what is gained gives it one.</summary>
    public static Slack? Of(Placing placing, int row) => Array.IndexOf(placing.Rows, row) is >= 0 and var index && placing.Columns[index] >= 0 ? new Slack(placing, index) : null;

    /// <summary>For the task itself exactly; for others no more than what it costs to have them there as well.</summary>
    public long Cost(int index, int agent) => Least(index, other => other == agent);

    /// <summary>Likewise, to have it with any other agent.</summary>
    public long CostElsewhere(int index, int agent) => Least(index, other => other != agent);

    private long Least(int index, Func<int, bool> agents)
    {
        var least = Impossible;
        var here = _placing.Columns[index];
        for (var c = 0; c < _placing.Lanes.Length && here >= 0; c++)
        {
            if (_placing.Gains[index][c] != Matching.Never && _prices[c] < Impossible && agents(_placing.Lanes[c].Agent))
            {
                least = Math.Min(least, _placing.Gains[index][here] - _prices[here] + _prices[c] - _placing.Gains[index][c]);
            }
        }

        return least;
    }

    /// <summary>Longest ways: forward, what a place is worth to those who could move into it; backward, what is left when one of those who have it must move.</summary>
    private long[] Relax(long[] values, bool forward)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < _placing.Rows.Length; i++)
            {
                var (here, gains) = (_placing.Columns[i], _placing.Gains[i]);
                if (here < 0 || (!forward && i == _index))
                {
                    continue;
                }

                for (var c = 0; c < gains.Length; c++)
                {
                    if (c == here || gains[c] == Matching.Never)
                    {
                        continue;
                    }

                    var (from, to) = forward ? (here, c) : (c, here);
                    var value = values[from] <= -Impossible / 2 ? -Impossible : values[from] + gains[c] - gains[here];
                    (values[to], changed) = value > values[to] ? (value, true) : (values[to], changed);
                }
            }
        }

        return values;
    }
}
