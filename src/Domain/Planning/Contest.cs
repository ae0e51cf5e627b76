using System.Runtime.InteropServices;

namespace Weft.Domain.Planning;

/// <summary>The tasks that are ready, by the agent at which each would end first. When an agent is given something, only those that hoped for it look round
/// again: for all others it has become no better.</summary>
internal sealed class Contest
{
    private readonly List<int> _ready = [];
    private readonly int[] _places;
    private readonly Slot[] _best;
    private readonly List<int>[] _at;

    /// <summary>By agent the one that would end first of those that hope for it, -1: nobody does.</summary>
    private readonly int[] _first;
    private List<int> _dissolved = [];

    public Contest(int tasks, int agents)
    {
        (_places, _best, _first, _at) = (new int[tasks], new Slot[tasks], new int[agents], new List<int>[agents]);
        Array.Fill(_first, -1);
        for (var a = 0; a < agents; a++)
        {
            _at[a] = [];
        }
    }

    public Slot Best(int task) => _best[task];

    public ReadOnlySpan<int> At(int agent) => CollectionsMarshal.AsSpan(_at[agent]);

    /// <summary>The slot that would end first of all; with agent -1 when nothing is ready.</summary>
    public Slot First()
    {
        var first = -1;
        foreach (var task in _first)
        {
            first = task >= 0 && (first < 0 || IsBefore(task, first)) ? task : first;
        }

        return first < 0 ? new Slot(-1, 0, double.PositiveInfinity) : _best[first];
    }

    public void Join(int task)
    {
        _places[task] = _ready.Count;
        _ready.Add(task);
    }

    public void Leave(int task)
    {
        var last = _ready[^1];
        (_ready[_places[task]], _places[last]) = (last, _places[task]);
        _ready.RemoveAt(_ready.Count - 1);
        _at[_best[task].Agent].Remove(task);
        if (last != task)
        {
            Compare(last);
        }
    }

    /// <summary>Hopes for the agent of the slot.</summary>
    public void Enter(int task, Slot best)
    {
        _best[task] = best;
        _at[best.Agent].Add(task);
        Compare(task);
    }

    /// <summary>All that hoped for the agent; they have to enter again.</summary>
    public ReadOnlySpan<int> Dissolve(int agent)
    {
        (_dissolved, _at[agent], _first[agent]) = (_at[agent], _dissolved, -1);
        _at[agent].Clear();
        return CollectionsMarshal.AsSpan(_dissolved);
    }

    private void Compare(int task)
    {
        ref var first = ref _first[_best[task].Agent];
        first = first < 0 || IsBefore(task, first) ? task : first;
    }

    /// <summary>Equal ones are told apart by their places among what is ready.</summary>
    private bool IsBefore(int task, int other)
    {
        var (a, b) = (_best[task], _best[other]);
        return a.End != b.End ? a.End < b.End : a.Start != b.Start ? a.Start < b.Start : _places[task] < _places[other];
    }
}
