namespace Weft.Domain.Planning;

/// <summary>A schedule as the search sees it: each agent's tasks as a chain, and for each task the longest way from the beginning to its
/// start (head) and from its end to the end of everything (tail).</summary>
internal sealed partial class Arrangement
{
    private readonly Instance _instance;
    private readonly int[] _queue;
    private readonly int[] _open;
    private readonly int[] _first;
    private readonly int[] _last;
    private readonly Line[] _lines;
    private readonly bool _hasChoice;

    public Arrangement(Instance instance, Schedule schedule)
    {
        _instance = instance;
        var n = instance.Count;
        (_queue, _open, _first, _last) = (new int[n], new int[n], new int[instance.Agents.Length], new int[instance.Agents.Length]);
        _lines = [.. instance.Agents.Select(_ => new Line())];
        _hasChoice = instance.Options.Any(o => o.Length > 1);
        (Agent, Previous, Next) = (new int[n], new int[n], new int[n]);
        (Duration, Head, Tail, ReadyAt, Rest) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
        Load(schedule.Sequences(instance).Select(s => s.ToArray()).ToArray());
        Evaluate();
    }

    public int[] Agent { get; }

    public int[] Previous { get; }

    public int[] Next { get; }

    public double[] Duration { get; }

    public double[] Head { get; }

    /// <summary>After the end of the task.</summary>
    public double[] Tail { get; }

    /// <summary>When all it needs is there, whatever its agent does.</summary>
    public double[] ReadyAt { get; }

    /// <summary>What must follow it, whatever its agent does next.</summary>
    public double[] Rest { get; }

    public double Makespan { get; private set; }

    /// <summary>The agent's tasks in order, as of the last evaluation.</summary>
    public Line LineOf(int agent) => _lines[agent];

    /// <summary>-1: it has nothing to do.</summary>
    public int FirstOf(int agent) => _first[agent];

    public double EndOf(int task) => Head[task] + Duration[task];

    public bool IsCritical(int task) => Head[task] + Duration[task] + Tail[task] >= Makespan * (1 - 1e-10);

    public Schedule ToSchedule() => new([.. Agent.Select((a, t) => new Slot(a, Head[t], Head[t] + Duration[t]))]);

    /// <summary>Heads, tails and makespan anew; false when tasks wait for each other.</summary>
    public bool Evaluate()
    {
        var count = Forward();
        if (count < _queue.Length)
        {
            return false;
        }

        Makespan = 0;
        for (var i = count - 1; i >= 0; i--)
        {
            Backward(_queue[i]);
        }

        if (_hasChoice)
        {
            LineUp();
        }

        return true;
    }

    private void LineUp()
    {
        for (var a = 0; a < _lines.Length; a++)
        {
            _lines[a].Clear();
            for (var t = _first[a]; t >= 0; t = Next[t])
            {
                _lines[a].Add(t, Head[t], Duration[t], Tail[t]);
            }
        }
    }

    private int Forward()
    {
        var (count, n) = (0, _queue.Length);
        for (var t = 0; t < n; t++)
        {
            _open[t] = _instance.Before[t].Length + (Previous[t] >= 0 ? 1 : 0);
            if (_open[t] == 0)
            {
                _queue[count++] = t;
            }
        }

        for (var i = 0; i < count; i++)
        {
            var task = _queue[i];
            var (ready, agent) = (0.0, Agent[task]);
            foreach (var link in _instance.Before[task])
            {
                var end = Head[link.Task] + Duration[link.Task] + (Agent[link.Task] == agent ? 0 : link.Transfer);
                ready = end > ready ? end : ready;
            }

            ReadyAt[task] = ready;
            Head[task] = Previous[task] >= 0 ? Math.Max(ready, EndOf(Previous[task])) : ready;
            foreach (var link in _instance.After[task])
            {
                if (--_open[link.Task] == 0)
                {
                    _queue[count++] = link.Task;
                }
            }

            if (Next[task] >= 0 && --_open[Next[task]] == 0)
            {
                _queue[count++] = Next[task];
            }
        }

        return count;
    }

    private void Backward(int task)
    {
        var (rest, agent, next) = (0.0, Agent[task], Next[task]);
        foreach (var link in _instance.After[task])
        {
            var far = Tail[link.Task] + Duration[link.Task] + (Agent[link.Task] == agent ? 0 : link.Transfer);
            rest = far > rest ? far : rest;
        }

        Rest[task] = rest;
        Tail[task] = next >= 0 ? Math.Max(rest, Duration[next] + Tail[next]) : rest;
        Makespan = Math.Max(Makespan, Head[task] + Duration[task] + Tail[task]);
    }
}
