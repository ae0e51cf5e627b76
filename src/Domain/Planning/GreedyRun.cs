namespace Weft.Domain.Planning;

/// <summary>List scheduling along the clock of the plan: at each moment at which something ends, the free agents take what is ready.</summary>
internal sealed class GreedyRun
{
    private readonly Instance _instance;
    private readonly Building _building;
    private readonly int[] _rank;
    private readonly int[] _open;
    private readonly SortedSet<(int Rank, int Task)> _ready = [];
    private readonly PriorityQueue<int, double> _running = new();
    private readonly bool[] _busy;
    private int _free;
    private int _turns;

    public GreedyRun(Instance instance, ReadOnlySpan<int> list)
    {
        _instance = instance;
        _building = new Building(instance);
        _rank = new int[instance.Count];
        for (var i = 0; i < list.Length; i++)
        {
            _rank[list[i]] = i;
        }

        _open = new int[instance.Count];
        for (var t = 0; t < instance.Count; t++)
        {
            _open[t] = instance.Before[t].Length;
            if (_open[t] == 0)
            {
                _ready.Add((_rank[t], t));
            }
        }

        _busy = new bool[instance.Agents.Length];
        (_free, _turns) = (_busy.Length, instance.Occupied.Limit);
        Occupy();
    }

    /// <summary>What is under way: its own tasks, and what others have at its agents.</summary>
    private void Occupy()
    {
        foreach (var (agent, until) in _instance.Occupied.Busy)
        {
            _running.Enqueue(~agent, until);
            (_busy[agent], _free) = (true, _free - 1);
        }

        for (var t = 0; t < _instance.Count && !_instance.Occupied.Started.IsEmpty; t++)
        {
            if (_instance.IsStarted(t))
            {
                var only = _instance.Options[t][0];
                _ready.Remove((_rank[t], t));
                _open[t] = int.MaxValue;
                Take(t, new Slot(only.Agent, 0, only.Duration));
            }
        }
    }

    private void Take(int task, Slot slot)
    {
        _building.Place(task, slot);
        _running.Enqueue(task, slot.End);
        _busy[slot.Agent] = true;
        _free--;
        _turns--;
    }

    public Schedule Run()
    {
        var now = 0.0;
        Start(now);
        while (_running.TryDequeue(out var task, out var end))
        {
            now = end;
            End(task);
            while (_running.TryPeek(out _, out var next) && next <= now)
            {
                End(_running.Dequeue());
            }

            Start(now);
        }

        return _building.Finish();
    }

    private void End(int task)
    {
        _busy[task < 0 ? ~task : _building[task].Agent] = false;
        _free++;
        if (task < 0)
        {
            return;
        }

        _turns++;
        foreach (var link in _instance.After[task])
        {
            if (--_open[link.Task] == 0)
            {
                _ready.Add((_rank[link.Task], link.Task));
            }
        }
    }

    private void Start(double now)
    {
        if (_free == 0 || _turns <= 0 || _ready.Count == 0)
        {
            return;
        }

        var taken = new List<(int, int)>();
        foreach (var entry in _ready)
        {
            if (_free == 0 || _turns <= 0)
            {
                break;
            }

            if (Free(entry.Task, now) is { } slot)
            {
                Take(entry.Task, slot);
                taken.Add(entry);
            }
        }

        _ready.ExceptWith(taken);
    }

    private Slot? Free(int task, double now)
    {
        Slot? best = null;
        foreach (var option in _instance.Options[task])
        {
            if (_busy[option.Agent])
            {
                continue;
            }

            var start = _instance.HasTransfers ? Math.Max(now, _building.Ready(task, option.Agent)) : now;
            if (best is null || start + option.Duration < best.Value.End)
            {
                best = new Slot(option.Agent, start, start + option.Duration);
            }
        }

        return best;
    }
}
