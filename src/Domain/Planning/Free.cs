namespace Weft.Domain.Planning;

/// <summary>From when on each agent, and the limit, let something begin that is not under way yet.</summary>
internal sealed class Free
{
    private readonly double[] _agents;

    /// <summary>When what is under way of the tasks themselves ends, the last first.</summary>
    private readonly double[] _ends;
    private readonly double _turn;
    private readonly int _limit;

    private Free(double[] agents, double[] ends, int limit)
    {
        (_agents, _ends, _limit) = (agents, ends, limit);
        _turn = ends.Length >= limit ? ends[limit - 1] : 0;
    }

    public static Free Of(Instance instance)
    {
        var (agents, ends) = (new double[instance.Agents.Length], new List<double>());
        foreach (var (agent, until) in instance.Occupied.Busy)
        {
            agents[agent] = until;
        }

        for (var t = 0; t < instance.Count && !instance.Occupied.Started.IsEmpty; t++)
        {
            if (instance.IsStarted(t))
            {
                var only = instance.Options[t][0];
                agents[only.Agent] = Math.Max(agents[only.Agent], only.Duration);
                ends.Add(only.Duration);
            }
        }

        return new Free(agents, [.. ends.OrderDescending()], instance.Occupied.Limit);
    }

    public double From(Option option) => Math.Max(_agents[option.Agent], _turn);

    /// <summary>The earliest moment until which these agents can have done so much, each from when it is free, as many at once as have a turn.</summary>
    /// <param name="members">tasks that nobody else can do</param>
    public double Filled(Instance instance, IReadOnlyList<int> agents, IReadOnlyList<int> members, Burden[] tasks)
    {
        var (work, tail) = (0.0, double.PositiveInfinity);
        foreach (var task in members)
        {
            if (!instance.IsStarted(task))
            {
                work += tasks[task].Work;
                tail = Math.Min(tail, tasks[task].Tail);
            }
        }

        return work <= 0 ? 0 : tail + Reached(work, [.. agents.Select(a => _agents[a]).Order()]);
    }

    private double Reached(double work, double[] free)
    {
        var (now, next, ended) = (0.0, 0, _ends.Length);
        while (true)
        {
            for (; next < free.Length && free[next] <= now; next++)
            {
            }

            for (; ended > 0 && _ends[ended - 1] <= now; ended--)
            {
            }

            var rate = Math.Min(next, Math.Max(0, _limit - ended));
            var until = Math.Min(next < free.Length ? free[next] : double.PositiveInfinity, ended > 0 ? _ends[ended - 1] : double.PositiveInfinity);
            if (now + (work / rate) <= until)
            {
                return now + (work / rate);
            }

            work -= rate * (until - now);
            now = until;
        }
    }
}
