using System.Collections.Immutable;

namespace Weft.Domain.Planning;

/// <summary>Branch and bound over who does which task next: every schedule in which nothing could begin earlier can be built by adding
/// tasks in the order of their starts, so it is enough to try those. A branch is left when its bound shows that it cannot beat the best.</summary>
internal sealed class ExactSearch(Instance instance, Way way, Schedule start, double bound, PlanBudget budget)
{
    private readonly Slot[] _slots = new Slot[instance.Count];
    private readonly int[] _open = [.. instance.Before.Select(l => l.Length)];
    private readonly bool[] _done = new bool[instance.Count];
    private readonly double[] _free = new double[instance.Agents.Length];
    private readonly double[] _earliest = new double[instance.Count];
    private readonly bool _whole = instance.Options.All(o => o.All(x => x.Duration == Math.Floor(x.Duration)))
        && instance.After.All(l => l.All(x => x.Transfer == Math.Floor(x.Transfer)));

    private ImmutableArray<Slot> _best = start.Slots;
    private double _makespan = start.Makespan;
    private bool _stopped;

    public int Nodes { get; private set; }

    public bool IsProven { get; private set; }

    public Schedule Run()
    {
        Extend(0, 0);
        IsProven = !_stopped;
        return new Schedule(_best);
    }

    private readonly record struct Branch(int Task, Slot Slot, double Bound);

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

        if (_stopped || !CanBeat(from))
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
        var free = _free[slot.Agent];
        (_slots[task], _done[task], _free[slot.Agent]) = (slot, true, slot.End);
        foreach (var link in instance.After[task])
        {
            _open[link.Task]--;
        }

        Extend(count + 1, slot.Start);
        foreach (var link in instance.After[task])
        {
            _open[link.Task]++;
        }

        (_done[task], _free[slot.Agent]) = (false, free);
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
                var begins = Math.Max(Ready(task, options[o].Agent), _free[options[o].Agent]);
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

    /// <summary>What is left: for every task the least way through it, and the work that remains against the time the agents have.</summary>
    private bool CanBeat(double from)
    {
        var (work, idle) = (0.0, 0.0);
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

        foreach (var free in _free)
        {
            idle += Math.Max(free, from);
        }

        return Beats((idle + work) / _free.Length);
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
