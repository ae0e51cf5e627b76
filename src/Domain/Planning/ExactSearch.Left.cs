namespace Weft.Domain.Planning;

/// <summary>Whether what is left of a branch can still beat the best.</summary>
internal sealed partial class ExactSearch
{
    /// <summary>For every task the least way through it, and the work that remains against the time that agents and turns have.</summary>
    private bool CanBeat(double from)
    {
        var work = 0.0;
        foreach (var task in instance.Order)
        {
            if (_done[task])
            {
                continue;
            }

            work += Ranks.Least(instance.Options[task]);
            if (!Beats(LeastThrough(task, from)))
            {
                return false;
            }
        }

        return HasRoom(_free, work, from) && HasRoom(_turns, work, from);
    }

    /// <summary>Whether each, from when it is free on, has room for its part of the work in less time than the best.</summary>
    private bool HasRoom(double[] free, double work, double from)
    {
        var (idle, most) = (0.0, _whole ? _makespan - 1 : _makespan);
        foreach (var until in free)
        {
            idle += Math.Min(Math.Max(until, from), most);
        }

        return free.Length == 0 || Beats((idle + work) / free.Length);
    }

    private double LeastThrough(int task, double from)
    {
        var options = instance.Options[task];
        var (least, end) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var o = 0; o < options.Length; o++)
        {
            var begins = Math.Max(Math.Max(from, _free[options[o].Agent]), ReadyAtLeast(task, options[o].Agent));
            least = Math.Min(least, begins + way.Tails[task][o]);
            end = Math.Min(end, begins + options[o].Duration);
        }

        _earliest[task] = end;
        return least;
    }

    private double ReadyAtLeast(int task, int agent)
    {
        var ready = 0.0;
        foreach (var link in instance.Before[task])
        {
            var end = _done[link.Task] ? _slots[link.Task].End + (_slots[link.Task].Agent == agent ? 0 : link.Transfer) : _earliest[link.Task];
            ready = Math.Max(ready, end);
        }

        return ready;
    }
}
