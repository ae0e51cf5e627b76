namespace Weft.Domain.Planning;

/// <summary>The moves that can shorten a schedule at all: along one critical path, a task of a block goes to the block's end or beginning
/// (Balas and Vazacopoulos), or to another agent that may do it, into a place that cannot make tasks wait for each other (Mastrolilli and
/// Gambardella). Each is estimated from heads and tails, without making it.</summary>
internal sealed partial class Neighbourhood(Instance instance, Arrangement at, Draw draw)
{
    private const int MaxPlaces = 12;

    /// <summary>Of a longer block only so many tasks next to an end of it are moved there: to look at one costs as much as it is far away.</summary>
    private const int MaxReach = 128;

    private readonly List<int> _path = [];
    private readonly List<int> _firsts = [];
    private readonly List<int> _chain = [];
    private readonly List<double> _heads = [];

    /// <summary>Shows the moves along the critical path that was traced.</summary>
    public void Show(IMoves to)
    {
        for (var i = 0; i < _path.Count;)
        {
            var end = i;
            while (end + 1 < _path.Count && at.Next[_path[end]] == _path[end + 1])
            {
                end++;
            }

            WithinBlock(i, end, to);
            i = end + 1;
        }

        foreach (var task in _path)
        {
            if (instance.Options[task].Length > 1)
            {
                ToOthers(task, to);
            }
        }
    }

    /// <summary>Takes one critical path, drawn where it forks.</summary>
    public void Trace()
    {
        _path.Clear();
        _firsts.Clear();
        for (var a = 0; a < instance.Agents.Length; a++)
        {
            if (at.FirstOf(a) is >= 0 and var first && at.Head[first] <= 0 && instance.Before[first].Length == 0 && at.IsCritical(first))
            {
                _firsts.Add(first);
            }
        }

        _firsts.Sort();
        var (current, seen) = (-1, 0);
        foreach (var first in _firsts)
        {
            current = draw.Below(++seen) == 0 ? first : current;
        }

        while (current >= 0)
        {
            _path.Add(current);
            current = Follower(current);
        }
    }

    private int Follower(int task)
    {
        var (follower, seen, end) = (-1, 0, at.EndOf(task));
        var slack = at.Makespan * 1e-10;
        if (at.Next[task] is >= 0 and var next && at.IsCritical(next) && at.Head[next] <= end + slack)
        {
            (follower, seen) = (next, 1);
        }

        foreach (var link in instance.After[task])
        {
            var arrives = end + (at.Agent[link.Task] == at.Agent[task] ? 0 : link.Transfer);
            if (link.Task != at.Next[task] && at.IsCritical(link.Task) && at.Head[link.Task] <= arrives + slack && draw.Below(++seen) == 0)
            {
                follower = link.Task;
            }
        }

        return follower;
    }

    private void WithinBlock(int first, int last, IMoves to)
    {
        for (var i = first; i <= last && last > first; i++)
        {
            if (i < last && last < _path.Count - 1 && last - i <= MaxReach)
            {
                Right(_path[i], _path[last], to);
            }

            if (i > first && first > 0 && i - first <= MaxReach)
            {
                Left(_path[i], _path[first], to);
            }

            if (i < last && i + 1 != last && (i == first || last == _path.Count - 1))
            {
                Right(_path[i], _path[i + 1], to);
            }
        }
    }

    /// <summary>Moves the task right after a later one of its agent.</summary>
    private void Right(int task, int last, IMoves to)
    {
        foreach (var link in instance.After[task])
        {
            if (link.Task == last || !(at.Head[last] < at.EndOf(link.Task) || at.Tail[link.Task] < at.Duration[last] + at.Tail[last]))
            {
                return;
            }
        }

        _chain.Clear();
        for (var t = at.Next[task]; ; t = at.Next[t])
        {
            _chain.Add(t);
            if (t == last)
            {
                break;
            }
        }

        _chain.Add(task);
        to.Add(new Move(task, at.Agent[task], last, Estimate(at.Previous[task], at.Next[last])));
    }

    /// <summary>Moves the task right before an earlier one of its agent.</summary>
    private void Left(int task, int first, IMoves to)
    {
        foreach (var link in instance.Before[task])
        {
            if (link.Task == first || !(at.Head[link.Task] < at.EndOf(first) || at.Tail[first] < at.Duration[link.Task] + at.Tail[link.Task]))
            {
                return;
            }
        }

        _chain.Clear();
        _chain.Add(task);
        for (var t = first; t != task; t = at.Next[t])
        {
            _chain.Add(t);
        }

        to.Add(new Move(task, at.Agent[task], at.Previous[first], Estimate(at.Previous[first], at.Next[task])));
    }

    /// <summary>The longest way through the chain when it stands in its new order between the two.</summary>
    private double Estimate(int previous, int next)
    {
        _heads.Clear();
        var free = previous >= 0 ? at.EndOf(previous) : 0;
        foreach (var task in _chain)
        {
            var head = Math.Max(free, at.ReadyAt[task]);
            _heads.Add(head);
            free = head + at.Duration[task];
        }

        var (rest, longest) = (next >= 0 ? at.Duration[next] + at.Tail[next] : 0, 0.0);
        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            var task = _chain[i];
            var tail = Math.Max(rest, at.Rest[task]);
            rest = tail + at.Duration[task];
            longest = Math.Max(longest, _heads[i] + rest);
        }

        return longest;
    }
}
