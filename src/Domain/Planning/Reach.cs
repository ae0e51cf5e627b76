namespace Weft.Domain.Planning;

/// <summary>When what a task needs is there, for whichever agent: the latest arrival, and the latest of those that come from elsewhere than that one.
/// Each agent finds its own in one step, however much the task needs.</summary>
internal struct Reach
{
    private double _latest;
    private double _latestOfOthers;
    private int _from;

    /// <param name="from">the agent that has it</param>
    /// <param name="arrives">at any other agent</param>
    public void Add(int from, double arrives)
    {
        var isSame = _from == from + 1;
        if (arrives > _latest)
        {
            (_latest, _latestOfOthers, _from) = (arrives, isSame ? _latestOfOthers : _latest, from + 1);
        }
        else if (!isSame)
        {
            _latestOfOthers = Math.Max(_latestOfOthers, arrives);
        }
    }

    /// <summary>When everything is there that does not come from the agent itself.</summary>
    public readonly double FromOthers(int agent) => _from == agent + 1 ? _latestOfOthers : _latest;
}
