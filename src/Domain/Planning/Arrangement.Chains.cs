namespace Weft.Domain.Planning;

/// <summary>Changing the agents' chains.</summary>
internal sealed partial class Arrangement
{
    public void Load(int[][] sequences)
    {
        for (var a = 0; a < sequences.Length; a++)
        {
            (_first[a], _last[a]) = (-1, -1);
            foreach (var task in sequences[a])
            {
                Insert(task, a, _last[a]);
            }
        }
    }

    public int[][] Sequences()
    {
        var sequences = new List<int>[_first.Length];
        for (var a = 0; a < sequences.Length; a++)
        {
            sequences[a] = [];
            for (var t = _first[a]; t >= 0; t = Next[t])
            {
                sequences[a].Add(t);
            }
        }

        return [.. sequences.Select(s => s.ToArray())];
    }

    /// <summary>To the agent, right after the given task (-1: first of all); not where tasks would wait for each other.</summary>
    public void Move(int task, int agent, int after)
    {
        var (was, previous, next) = (Agent[task], Previous[task], Next[task]);
        Remove(task);
        Insert(task, agent, after);
        if (!Reorder(task) && !Sort())
        {
            Remove(task);
            Insert(task, was, previous);
            return;
        }

        var (from, to) = (_places[task], _places[task]);
        foreach (var beside in (ReadOnlySpan<int>)[previous, next, Previous[task], Next[task]])
        {
            (from, to) = beside < 0 ? (from, to) : (Math.Min(from, _places[beside]), Math.Max(to, _places[beside]));
        }

        Evaluate(from, to);
    }

    private void Remove(int task)
    {
        var (agent, previous, next) = (Agent[task], Previous[task], Next[task]);
        if (previous >= 0)
        {
            Next[previous] = next;
        }
        else
        {
            _first[agent] = next;
        }

        if (next >= 0)
        {
            Previous[next] = previous;
        }
        else
        {
            _last[agent] = previous;
        }
    }

    private void Insert(int task, int agent, int after)
    {
        var next = after >= 0 ? Next[after] : _first[agent];
        (Agent[task], Previous[task], Next[task]) = (agent, after, next);
        if (after >= 0)
        {
            Next[after] = task;
        }
        else
        {
            _first[agent] = task;
        }

        if (next >= 0)
        {
            Previous[next] = task;
        }
        else
        {
            _last[agent] = task;
        }

        foreach (var option in _instance.Options[task])
        {
            if (option.Agent == agent)
            {
                Duration[task] = option.Duration;
                return;
            }
        }
    }
}
