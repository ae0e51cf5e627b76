using System.Collections.Immutable;

namespace Weft.Domain.Planning;

/// <summary>A schedule while it is being built, task after task: each goes to an agent into the first gap that is long enough.</summary>
internal sealed class Building
{
    private readonly Instance _instance;
    private readonly Slot[] _slots;
    private readonly Calendar[] _calendars;

    public Building(Instance instance)
    {
        _instance = instance;
        _slots = new Slot[instance.Count];
        _calendars = new Calendar[instance.Agents.Length];
        for (var a = 0; a < _calendars.Length; a++)
        {
            _calendars[a] = new Calendar(instance.Shortest);
        }
    }

    public Slot this[int task] => _slots[task];

    /// <summary>When everything that the task needs has reached the agent.</summary>
    public double Ready(int task, int agent)
    {
        var ready = 0.0;
        foreach (var link in _instance.Before[task])
        {
            var from = _slots[link.Task];
            ready = Math.Max(ready, from.End + (from.Agent == agent ? 0 : link.Transfer));
        }

        return ready;
    }

    /// <summary>When everything that the task needs is done, transfers left out.</summary>
    public double ReadyAtLeast(int task)
    {
        var ready = 0.0;
        foreach (var link in _instance.Before[task])
        {
            ready = Math.Max(ready, _slots[link.Task].End);
        }

        return ready;
    }

    /// <summary>Into the first gap that is long enough.</summary>
    public Slot Inserted(Option option, double ready)
    {
        var start = _calendars[option.Agent].Earliest(ready, option.Duration);
        return new Slot(option.Agent, start, start + option.Duration);
    }

    public void Place(int task, Slot slot)
    {
        _slots[task] = slot;
        _calendars[slot.Agent].Take(slot.Start, slot.End);
    }

    public Schedule Finish() => new([.. _slots]);
}
