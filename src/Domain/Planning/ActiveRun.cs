namespace Weft.Domain.Planning;

/// <summary>Giffler and Thompson's way of building a schedule in which nothing could begin earlier without delaying something else: of the
/// tasks that compete for the agent that would be done first, the most urgent one goes.</summary>
/// <param name="urgency">greater first</param>
/// <param name="patience">how long an agent may wait for something more urgent: 0 not at all, 1 as long as it pays</param>
internal sealed class ActiveRun(Instance instance, double[] urgency, double patience)
{
    private readonly Slot[] _slots = new Slot[instance.Count];
    private readonly int[] _open = [.. instance.Before.Select(l => l.Length)];
    private readonly double[] _free = new double[instance.Agents.Length];
    private readonly Contest _contest = new(instance.Count, instance.Agents.Length);

    /// <summary>When what a ready task needs reaches the agents.</summary>
    private readonly Reach[] _reach = new Reach[instance.Count];

    public Schedule Run()
    {
        for (var t = 0; t < instance.Count; t++)
        {
            if (_open[t] == 0)
            {
                Compete(t);
            }
        }

        while (_contest.First() is { Agent: >= 0 } first)
        {
            var task = Urgent(first);
            var slot = _slots[task] = _contest.Best(task);
            _free[slot.Agent] = slot.End;
            _contest.Leave(task);
            foreach (var other in _contest.Dissolve(slot.Agent))
            {
                _contest.Enter(other, _contest.Best(other) is var hoped && hoped.Start >= slot.End ? hoped : Soonest(other));
            }

            Release(task);
        }

        return new Schedule([.. _slots]);
    }

    private void Release(int done)
    {
        foreach (var link in instance.After[done])
        {
            if (--_open[link.Task] == 0)
            {
                foreach (var need in instance.Before[link.Task])
                {
                    var from = _slots[need.Task];
                    _reach[link.Task].Add(from.Agent, from.End + need.Transfer);
                }

                Compete(link.Task);
            }
        }
    }

    private void Compete(int task)
    {
        _contest.Join(task);
        _contest.Enter(task, Soonest(task));
    }

    /// <summary>Where it would end first. What it needs of the same agent is done when that agent is free.</summary>
    private Slot Soonest(int task)
    {
        var (best, reach) = (new Slot(-1, 0, double.PositiveInfinity), _reach[task]);
        foreach (var option in instance.Options[task])
        {
            var start = Math.Max(_free[option.Agent], reach.FromOthers(option.Agent));
            if (start + option.Duration < best.End)
            {
                best = new Slot(option.Agent, start, start + option.Duration);
            }
        }

        return best;
    }

    private int Urgent(Slot first)
    {
        var earliest = double.PositiveInfinity;
        foreach (var task in _contest.At(first.Agent))
        {
            earliest = Math.Min(earliest, _contest.Best(task).Start);
        }

        var limit = earliest + (patience * (first.End - earliest));
        var chosen = -1;
        foreach (var task in _contest.At(first.Agent))
        {
            var start = _contest.Best(task).Start;
            if ((start < limit || start <= earliest) && (chosen < 0 || Before(task, chosen)))
            {
                chosen = task;
            }
        }

        return chosen;
    }

    private bool Before(int a, int b) => urgency[a] != urgency[b] ? urgency[a] > urgency[b] : instance.Places[a] < instance.Places[b];
}
