namespace Weft.Domain.Distribution;

/// <summary>How far something about the agent that has a task must change at least before the task can go elsewhere: until then all that it has can stay
/// where it is, and it loses less by that than it costs to have the task elsewhere.</summary>
internal sealed class KeepBound
{
    private readonly ScoreBoard _board;
    private readonly int _row;
    private readonly int _agent;
    private readonly Func<int, AgentState> _at;

    /// <summary>What it has now, with what each gains there and what it costs to have it elsewhere.</summary>
    private readonly List<(int Row, long Gain, long Cost)> _has = [];

    /// <summary>Who else could have the task, and what that costs.</summary>
    private readonly List<(AgentState Agent, long Cost)> _others = [];
    private readonly long _least;

    private KeepBound(Placed placed, Slack slack, int agent, Knob knob)
    {
        var placing = placed.Placing;
        (_board, _row, _agent, _at) = (placed.Board, placed.Row, agent, step => knob.At(step).Agent);
        for (var i = 0; i < placing.Rows.Length; i++)
        {
            if (placing.AgentAt(i) == agent)
            {
                _has.Add((placing.Rows[i], placing.Gains[i][placing.Columns[i]], slack.CostElsewhere(i, agent)));
            }
        }

        var index = Array.IndexOf(placing.Rows, _row);
        _others.AddRange(placing.Lanes.Select(l => l.Agent).Distinct().Where(a => a != agent).Select(a => (_board.Agents[a], slack.Cost(index, a))).Where(o => o.Item2 < Slack.Impossible));
        _least = _others.Select(o => o.Cost).DefaultIfEmpty(Slack.Impossible).Min();
    }

    /// <summary>The first step after this one at which the task could go elsewhere; null: none.</summary>
    /// <param name="placed">how the tasks are placed at this step, with this one at the agent</param>
    public static int? First(Placed placed, string agent, Knob knob, int from)
    {
        if (from >= knob.Steps || placed.Slack is not { } slack || placed.Board.ColumnOf(agent) is not (>= 0 and var column))
        {
            return null;
        }

        var bound = new KeepBound(placed, slack, column, knob);
        var (low, high) = (from + 1, knob.Steps);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = bound.CanLeave(middle) ? (low, middle) : (middle + 1, high);
        }

        return bound.CanLeave(low) ? low : null;
    }

    /// <summary>Once it can, it can at every later step.</summary>
    private bool CanLeave(int step)
    {
        var then = _at(step);
        return !CanKeep(then) || (Most(then) is var most && (most > 0 || (most == 0 && Changes(then))));
    }

    /// <summary>Where nothing is worth less than now, equal ones are told apart as now.</summary>
    private bool Changes(AgentState then) => Quickest(then) != _board.Quickest(_row)
        || Enumerable.Range(0, _board.Tasks.Length).Any(r => _board.Reason(r, _agent) is null && _board.Gain(r, then) != _board.Gain(r, _board.Agents[_agent]));

    /// <summary>All that it has.</summary>
    private bool CanKeep(AgentState then) => _has.All(h => Suitability.WhyNot(_board.Tasks[h.Row], then, _board.Rules) is null)
        && (_board.Tasks[_row].InMergeLane || _has.Select(h => PlacesFor(_board.Tasks[h.Row], then)).Order().Select((places, before) => places > before).All(fits => fits));

    /// <summary>So many of its places, the first ones, are for the task (<see cref="Lanes"/>): practice may have a few of them, what is not urgent those that are not held back.</summary>
    private int PlacesFor(OpenTask task, AgentState then)
    {
        if (task.InMergeLane)
        {
            return then.MergeTakesPlace == true ? then.Free : int.MaxValue;
        }

        var ordinary = Suitability.IsUrgent(task, _board.Rules) ? then.Free : then.Free - (then.Reserved ?? 0);
        return then.Practice is not { } few ? ordinary
            : Suitability.Lacked(task, then).SelectMany(s => few.Where(p => p.Skill == s)).Select(p => p.Places).Append(ordinary).Min();
    }

    /// <summary>By how much it could be better to have the task elsewhere, and with it what of the rest costs less elsewhere than it loses.</summary>
    private long Most(AgentState then)
    {
        var (most, quickest) = (0L, Quickest(then));
        foreach (var (row, gain, cost) in _has)
        {
            var lost = gain - (row == _row ? _board.Gain(row, then, quickest) : _board.Gain(row, then));
            most += row == _row ? lost : Math.Max(0, lost - cost);
        }

        return most + (quickest == _board.Quickest(_row) ? -_least
            : _others.Select(o => _board.Gain(_row, o.Agent, quickest) - _board.Gain(_row, o.Agent) - o.Cost).DefaultIfEmpty(-Slack.Impossible).Max());
    }

    private double Quickest(AgentState then) =>
        Predict.For(_board.Tasks[_row], then) == Predict.For(_board.Tasks[_row], _board.Agents[_agent]) ? _board.Quickest(_row) : _board.Quickest(_row, _agent, then);
}
