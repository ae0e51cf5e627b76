namespace Weft.Domain.Planning;

/// <summary>Every task after all that it waits for, its agent's one before it too. A move changes little of that.</summary>
internal sealed partial class Arrangement
{
    private readonly int[] _places;
    private int[] _order;
    private int[] _sorted;

    /// <summary>Puts a task that was moved between what it waits for and what waits for it; false where these overlap.</summary>
    private bool Reorder(int task)
    {
        var (low, high) = (Previous[task] < 0 ? -1 : _places[Previous[task]], Next[task] < 0 ? _order.Length : _places[Next[task]]);
        foreach (var link in _instance.Before[task])
        {
            low = Math.Max(low, _places[link.Task]);
        }

        foreach (var link in _instance.After[task])
        {
            high = Math.Min(high, _places[link.Task]);
        }

        if (low >= high)
        {
            return false;
        }

        var at = _places[task];
        for (; at < low; at++)
        {
            Put(_order[at + 1], at);
        }

        for (; at > high; at--)
        {
            Put(_order[at - 1], at);
        }

        Put(task, at);
        return true;
    }

    private void Put(int task, int at) => (_order[at], _places[task]) = (task, at);

    /// <summary>The whole order anew; false, and nothing is changed, when tasks wait for each other.</summary>
    private bool Sort()
    {
        var (count, n) = (0, _sorted.Length);
        for (var t = 0; t < n; t++)
        {
            _open[t] = _instance.Before[t].Length + (Previous[t] >= 0 ? 1 : 0);
            if (_open[t] == 0)
            {
                _sorted[count++] = t;
            }
        }

        for (var i = 0; i < count; i++)
        {
            var task = _sorted[i];
            foreach (var link in _instance.After[task])
            {
                count = Release(link.Task, count);
            }

            count = Next[task] >= 0 ? Release(Next[task], count) : count;
        }

        if (count < n)
        {
            return false;
        }

        (_order, _sorted) = (_sorted, _order);
        for (var i = 0; i < n; i++)
        {
            _places[_order[i]] = i;
        }

        return true;
    }

    /// <summary>One fewer for it to wait for; the last one puts it next.</summary>
    private int Release(int task, int count)
    {
        if (--_open[task] == 0)
        {
            _sorted[count++] = task;
        }

        return count;
    }
}
