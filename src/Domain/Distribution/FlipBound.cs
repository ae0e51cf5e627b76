namespace Weft.Domain.Distribution;

/// <summary>How far something about an agent must change at least before it can get a task, as long as only what it gains changes: so much more must it gain with
/// the task, and with what else it could have beside it, as placing it there costs now.</summary>
internal sealed class FlipBound
{
    private readonly ScoreBoard _board;
    private readonly int _row;
    private readonly Func<int, AgentState> _at;
    private readonly int _holder;
    private readonly long _cost;
    private readonly int _beside;

    /// <summary>Other tasks that it has or could have, with what they gain now and what it costs to have them there.</summary>
    private readonly List<(int Row, long Gain, long Cost, bool Has)> _others = [];
    private readonly long _gain;

    private FlipBound(Placed placed, Slack slack, int agent, Knob knob, int from, int to)
    {
        var placing = placed.Placing;
        var index = Array.IndexOf(placing.Rows, placed.Row);
        (_board, _row, _at, _holder) = (placed.Board, placed.Row, step => step == 0 ? placed.Board.Agents[agent] : knob.At(step).Agent, placing.AgentAt(index));
        _cost = slack.Cost(index, agent);
        _beside = placing.Lanes.Where(l => l.Agent == agent).Sum(l => l.Places) - 1;
        var (now, then) = (_at(from), _at(to));
        _gain = _board.Gain(_row, now);
        for (var i = 0; i < placing.Rows.Length; i++)
        {
            var has = placing.AgentAt(i) == agent;
            if (i == index || placing.Columns[i] < 0 || (!has && (_beside == 0 || _board.Reason(placing.Rows[i], agent) is not null)))
            {
                continue;
            }

            var (gain, cost) = (_board.Gain(placing.Rows[i], now), has ? 0 : slack.Cost(i, agent));
            if (has || _board.Gain(placing.Rows[i], then) - gain > cost)
            {
                _others.Add((placing.Rows[i], gain, cost, has));
            }
        }
    }

    /// <summary>The first step after this one at which it could have the task, up to the last one; null: none.</summary>
    public static int? First(Placed placed, string agent, Knob knob, int from, int to)
    {
        if (from >= to || placed.Slack is not { } slack)
        {
            return null;
        }

        var bound = new FlipBound(placed, slack, placed.Board.ColumnOf(agent), knob, from, to);
        return bound._cost >= Slack.Impossible ? null : bound.First(from + 1, to);
    }

    /// <summary>Halves, and leaves out where even the most at the end is less than the least at the beginning.</summary>
    private int? First(int low, int high)
    {
        if (Most(high) - Least(low) < _cost)
        {
            return null;
        }

        var middle = low + ((high - low) / 2);
        return low == high ? low : First(low, middle) ?? First(middle + 1, high);
    }

    /// <summary>That it gains more at this step with the task and what it has beside it, and that the task gains less where it is: never falls from step to step.</summary>
    private long Most(int step)
    {
        var agent = _at(step);
        var more = _board.Gain(_row, agent) - _gain + _board.Gain(_row, _board.Agents[_holder]) - _board.Gain(_row, _board.Agents[_holder], agent);
        return more + _others.Select(o => _board.Gain(o.Row, agent) - o.Gain - o.Cost).Where(m => m > 0).OrderDescending().Take(_beside).Sum();
    }

    /// <summary>That it gains more at this step with what it has as things are.</summary>
    private long Least(int step)
    {
        var agent = _at(step);
        return _others.Where(o => o.Has).Sum(o => _board.Gain(o.Row, agent) - o.Gain);
    }
}
