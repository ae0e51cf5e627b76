namespace Weft.Domain.Planning;

/// <summary>How far away what a task is bound to is, seen from each agent: through the transfer where hands change, without it where they do not.</summary>
internal sealed class Meeting(int agents)
{
    private readonly double[] _own = new double[agents];
    private Reach _others;

    public void Clear()
    {
        Array.Clear(_own);
        _others = default;
    }

    public void Add(int agent, double distance, double transfer)
    {
        _own[agent] = Math.Max(_own[agent], distance);
        _others.Add(agent, distance + transfer);
    }

    public double At(int agent) => Math.Max(_own[agent], _others.FromOthers(agent));
}
