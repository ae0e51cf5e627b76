using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>When an agent will have places for more, as far as is known.</summary>
/// <param name="asks">it asks for work now, or had none free a moment ago: its free places count. Those of one that has had them for long and does not ask count only
/// for what has just become ready.</param>
/// <param name="busy">for each of its tasks, in how many seconds it will be done</param>
internal sealed class Prospect(AgentState agent, bool asks, IEnumerable<double> busy)
{
    private readonly Ends _ends = new(busy);
    private int _free = agent.Free;

    public AgentState Agent => agent;

    /// <summary>In how many seconds it can begin; infinite: nobody knows.</summary>
    /// <param name="waited">how long the task in question has been ready</param>
    /// <param name="urgent">whether the task may have what is held back</param>
    public double NextFree(TimeSpan waited, bool urgent) => IsFreeFor(waited, urgent) ? 0 : _ends.First;

    /// <summary>It has one task more, that ends in so many seconds.</summary>
    public void Take(TimeSpan waited, bool urgent, double ends)
    {
        if (IsFreeFor(waited, urgent))
        {
            _free--;
            _ends.Add(ends);
        }
        else
        {
            _ends.Move(ends);
        }
    }

    private bool IsFreeFor(TimeSpan waited, bool urgent) => _free > (urgent ? 0 : agent.Reserved ?? 0) && (asks || waited < Deadline.KeptForOthers);
}

/// <summary>When a run lets one more of its tasks be given out.</summary>
/// <param name="left">so many now</param>
/// <param name="busy">for each that is out, in how many seconds it will be done</param>
internal sealed class RunProspect(int left, IEnumerable<double> busy)
{
    private readonly Ends _ends = new(busy);
    private int _left = left;

    /// <summary>In how many seconds; infinite: nobody knows.</summary>
    public double Next => _left > 0 ? 0 : _ends.First;

    public void Take(double ends)
    {
        if (_left > 0)
        {
            _left--;
            _ends.Add(ends);
        }
        else
        {
            _ends.Move(ends);
        }
    }
}
