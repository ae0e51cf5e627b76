using System.Collections.Immutable;

namespace Weft.Domain.Planning;

/// <summary>Branch and bound over who does which task next: every schedule in which nothing could begin earlier can be built by adding
/// tasks in the order of their starts, so it is enough to try those; what is under way already has begun before all others. A branch is left when its bound shows that it
/// cannot beat the best.</summary>
internal sealed partial class ExactSearch(Instance instance, Way way, Schedule start, double bound, PlanBudget budget)
{
    private readonly Slot[] _slots = new Slot[instance.Count];
    private readonly int[] _open = [.. instance.Before.Select(l => l.Length)];
    private readonly bool[] _done = new bool[instance.Count];
    private readonly double[] _free = new double[instance.Agents.Length];
    private readonly double[] _earliest = new double[instance.Count];
    private readonly bool _whole = instance.Options.All(o => o.All(x => x.Duration == Math.Floor(x.Duration)))
        && instance.After.All(l => l.All(x => x.Transfer == Math.Floor(x.Transfer))) && instance.Occupied.Busy.Values.All(b => b == Math.Floor(b));

    /// <summary>When each of as many tasks as may go on at once ends, those that end last; empty: no limit matters.</summary>
    private readonly double[] _turns = new double[instance.Occupied.Limit < instance.Agents.Length ? instance.Occupied.Limit : 0];

    private ImmutableArray<Slot> _best = start.Slots;
    private double _makespan = start.Makespan;
    private bool _stopped;

    public int Nodes { get; private set; }

    public bool IsProven { get; private set; }

    /// <summary>From when on one more may go on.</summary>
    private double Turn => _turns.Length == 0 ? 0 : _turns[0];

    public Schedule Run()
    {
        Extend(Occupy(), 0);
        IsProven = !_stopped;
        return new Schedule(_best);
    }

    private readonly record struct Branch(int Task, Slot Slot, double Bound);

    /// <returns>so many tasks are under way</returns>
    private int Occupy()
    {
        foreach (var (agent, until) in instance.Occupied.Busy)
        {
            _free[agent] = until;
        }

        var started = Enumerable.Range(0, instance.Count).Where(instance.IsStarted).ToList();
        foreach (var task in started)
        {
            var only = instance.Options[task][0];
            Begin(task, new Slot(only.Agent, 0, only.Duration));
        }

        return started.Count;
    }

    private void Extend(int count, double from)
    {
        if (count == instance.Count)
        {
            (_best, _makespan) = ([.. _slots], _slots.Max(s => s.End));
            return;
        }

        if (++Nodes >= budget.Steps || ((Nodes & 255) == 0 && budget.Enough()))
        {
            _stopped = true;
        }

        if (_stopped || !CanBeat(Math.Max(from, Turn)))
        {
            return;
        }

        foreach (var branch in Branches(from).OrderBy(b => b.Bound).ThenBy(b => b.Slot.End))
        {
            if (_stopped || _makespan <= bound)
            {
                return;
            }

            if (Beats(branch.Bound))
            {
                Try(branch, count);
            }
        }
    }

    private void Try(Branch branch, int count)
    {
        var (task, slot) = (branch.Task, branch.Slot);
        var (free, turn) = (_free[slot.Agent], Turn);
        Begin(task, slot);
        Extend(count + 1, slot.Start);
        if (slot.End > turn && _turns.Length > 0)
        {
            _turns[Array.IndexOf(_turns, slot.End)] = turn;
            Array.Sort(_turns);
        }

        foreach (var link in instance.After[task])
        {
            _open[link.Task]++;
        }

        (_done[task], _free[slot.Agent]) = (false, free);
    }

    private void Begin(int task, Slot slot)
    {
        (_slots[task], _done[task], _free[slot.Agent]) = (slot, true, slot.End);
        foreach (var link in instance.After[task])
        {
            _open[link.Task]--;
        }

        if (_turns.Length > 0 && slot.End > _turns[0])
        {
            _turns[0] = slot.End;
            Array.Sort(_turns);
        }
    }

    private List<Branch> Branches(double from)
    {
        var branches = new List<Branch>();
        for (var task = 0; task < instance.Count; task++)
        {
            if (_done[task] || _open[task] > 0)
            {
                continue;
            }

            var options = instance.Options[task];
            for (var o = 0; o < options.Length; o++)
            {
                var begins = Math.Max(Math.Max(Ready(task, options[o].Agent), _free[options[o].Agent]), Turn);
                if (begins >= from)
                {
                    branches.Add(new Branch(task, new Slot(options[o].Agent, begins, begins + options[o].Duration), begins + way.Tails[task][o]));
                }
            }
        }

        return branches;
    }

    private double Ready(int task, int agent)
    {
        var ready = 0.0;
        foreach (var link in instance.Before[task])
        {
            var slot = _slots[link.Task];
            ready = Math.Max(ready, slot.End + (slot.Agent == agent ? 0 : link.Transfer));
        }

        return ready;
    }

    private bool Beats(double value) => _whole ? value <= _makespan - 1 + 1e-6 : value < _makespan * (1 - 1e-9);
}
