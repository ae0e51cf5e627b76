namespace Weft.Domain.Planning;

/// <summary>A schedule as the search sees it: each agent's tasks as a chain, and for each task the longest way from the beginning to its
/// start (head) and from its end to the end of everything (tail).</summary>
internal sealed partial class Arrangement
{
    private readonly Instance _instance;
    private readonly int[] _open;
    private readonly int[] _first;
    private readonly int[] _last;
    private readonly Line[] _lines;
    private readonly bool _hasChoice;

    public Arrangement(Instance instance, Schedule schedule)
    {
        _instance = instance;
        var n = instance.Count;
        (_order, _sorted, _places, _open) = (new int[n], new int[n], new int[n], new int[n]);
        (_first, _last) = (new int[instance.Agents.Length], new int[instance.Agents.Length]);
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

    /// <summary>Heads, tails and makespan anew. Whole schedules that are loaded are in order.</summary>
    public void Evaluate()
    {
        Sort();
        Evaluate(0, _order.Length - 1);
    }

    /// <param name="from">where in the order the first stands whose head may be another</param>
    /// <param name="to">where the last stands whose tail may be</param>
    private void Evaluate(int from, int to)
    {
        for (var i = from; i < _order.Length; i++)
        {
            Forward(_order[i]);
        }

        for (var i = to; i >= 0; i--)
        {
            Backward(_order[i]);
        }

        Makespan = 0;
        for (var t = 0; t < _order.Length; t++)
        {
            Makespan = Math.Max(Makespan, Head[t] + Duration[t] + Tail[t]);
        }

        if (_hasChoice)
        {
            LineUp();
        }
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

    private void Forward(int task)
    {
        var (ready, agent, previous) = (0.0, Agent[task], Previous[task]);
        foreach (var link in _instance.Before[task])
        {
            var end = Head[link.Task] + Duration[link.Task] + (Agent[link.Task] == agent ? 0 : link.Transfer);
            ready = end > ready ? end : ready;
        }

        ReadyAt[task] = ready;
        Head[task] = previous >= 0 ? Math.Max(ready, EndOf(previous)) : ready;
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
    }
}
