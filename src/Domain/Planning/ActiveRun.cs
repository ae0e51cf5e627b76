namespace Weft.Domain.Planning;

/// <summary>Giffler and Thompson's way of building a schedule in which nothing could begin earlier without delaying something else: of the
/// tasks that compete for the agent that would be done first, the most urgent one goes.</summary>
/// <param name="urgency">greater first</param>
/// <param name="patience">how long an agent may wait for something more urgent: 0 not at all, 1 as long as it pays</param>
internal sealed class ActiveRun(Instance instance, double[] urgency, double patience)
{
    private readonly Building _building = new(instance);
    private readonly int[] _open = [.. instance.Before.Select(l => l.Length)];
    private readonly double[] _common = new double[instance.Count];
    private readonly Slot[] _best = new Slot[instance.Count];
    private readonly List<int> _ready = [];

    public Schedule Run()
    {
        for (var t = 0; t < instance.Count; t++)
        {
            if (_open[t] == 0)
            {
                _ready.Add(t);
            }
        }

        while (_ready.Count > 0)
        {
            var first = First();
            var at = Urgent(first);
            var task = _ready[at];
            _building.Place(task, On(task, first.Agent)!.Value);
            _ready[at] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            Release(task);
        }

        return _building.Finish();
    }

    private void Release(int done)
    {
        foreach (var link in instance.After[done])
        {
            if (--_open[link.Task] == 0)
            {
                _common[link.Task] = instance.HasTransfers ? 0 : _building.Ready(link.Task, -1);
                _ready.Add(link.Task);
            }
        }
    }

    private double Ready(int task, int agent) => instance.HasTransfers ? _building.Ready(task, agent) : _common[task];

    /// <summary>The slot that would end first of all.</summary>
    private Slot First()
    {
        var first = new Slot(-1, 0, double.PositiveInfinity);
        foreach (var task in _ready)
        {
            var best = new Slot(-1, 0, double.PositiveInfinity);
            foreach (var option in instance.Options[task])
            {
                var slot = _building.Appended(option, Ready(task, option.Agent));
                best = slot.End < best.End ? slot : best;
            }

            _best[task] = best;
            first = best.End < first.End || (best.End == first.End && best.Start < first.Start) ? best : first;
        }

        return first;
    }

    private int Urgent(Slot first)
    {
        var earliest = double.PositiveInfinity;
        foreach (var task in _ready)
        {
            if (_best[task].Agent == first.Agent)
            {
                earliest = Math.Min(earliest, _best[task].Start);
            }
        }

        var limit = earliest + (patience * (first.End - earliest));
        var chosen = -1;
        for (var i = 0; i < _ready.Count; i++)
        {
            var best = _best[_ready[i]];
            if (best.Agent == first.Agent && (best.Start < limit || best.Start <= earliest)
                && (chosen < 0 || Before(_ready[i], _ready[chosen])))
            {
                chosen = i;
            }
        }

        return chosen;
    }

    private bool Before(int a, int b) => urgency[a] != urgency[b] ? urgency[a] > urgency[b] : instance.Places[a] < instance.Places[b];

    private Slot? On(int task, int agent)
    {
        foreach (var option in instance.Options[task])
        {
            if (option.Agent == agent)
            {
                return _building.Appended(option, Ready(task, agent));
            }
        }

        return null;
    }
}
