using System.Collections.Immutable;

namespace Weft.Domain.Planning;

/// <summary>A schedule while it is being built, task after task: each goes to an agent into the first gap that is long enough.</summary>
internal sealed class Building
{
    private readonly Instance _instance;
    private readonly Slot[] _slots;
    private readonly Calendar[] _calendars;
    private Turns? _turns;

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

    /// <summary>Begins with what is under way already, and holds to the limit.</summary>
    public static Building Occupied(Instance instance)
    {
        var building = new Building(instance);
        var (occupied, agents) = (instance.Occupied, instance.Agents.Length);
        building._turns = occupied.Limit < agents ? new Turns(occupied.Limit, instance.Shortest.Duration) : null;
        foreach (var (agent, until) in occupied.Busy)
        {
            building._calendars[agent].Take(0, until);
        }

        for (var t = 0; t < instance.Count && !occupied.Started.IsEmpty; t++)
        {
            if (instance.IsStarted(t))
            {
                building.Place(t, new Slot(instance.Options[t][0].Agent, 0, instance.Options[t][0].Duration));
            }
        }

        return building;
    }

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
        for (var turn = start; _turns is not null && (turn = _turns.Earliest(start, option.Duration)) > start;)
        {
            start = _calendars[option.Agent].Earliest(turn, option.Duration);
        }

        return new Slot(option.Agent, start, start + option.Duration);
    }

    public void Place(int task, Slot slot)
    {
        _slots[task] = slot;
        _calendars[slot.Agent].Take(slot.Start, slot.End);
        _turns?.Take(slot.Start, slot.End);
    }

    public Schedule Finish() => new([.. _slots]);
}
