using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>When an agent will have places for more, as far as is known.</summary>
/// <param name="asks">it asks for work now, or had none free a moment ago: its free places count. Those of one that has had them for long and does not ask count only
/// for what has just become ready.</param>
/// <param name="busy">for each of its tasks, in how many seconds it will be done</param>
internal sealed class Prospect(AgentState agent, bool asks, IEnumerable<double> busy)
{
    private readonly List<double> _busy = [.. busy.Order()];
    private int _free = agent.Free;

    public AgentState Agent => agent;

    /// <summary>In how many seconds it can begin; infinite: nobody knows.</summary>
    /// <param name="waited">how long the task in question has been ready</param>
    public double NextFree(TimeSpan waited) => IsFreeFor(waited) ? 0 : _busy.Count > 0 ? _busy[0] : double.PositiveInfinity;

    private bool IsFreeFor(TimeSpan waited) => _free > 0 && (asks || waited < Deadline.KeptForOthers);

    /// <summary>It has one task more, that ends in so many seconds.</summary>
    public void Take(TimeSpan waited, double ends)
    {
        if (IsFreeFor(waited))
        {
            _free--;
        }
        else
        {
            _busy.RemoveAt(0);
        }

        var at = _busy.BinarySearch(ends);
        _busy.Insert(at < 0 ? ~at : at, ends);
    }
}
