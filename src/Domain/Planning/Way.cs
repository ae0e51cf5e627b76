namespace Weft.Domain.Planning;

/// <summary>For each task and each agent that may do it: the least time from the start of the task on that agent to the end of everything
/// that follows, and the least time before it, when every agent were always free as soon as it has done what it is at. Transfers are paid only where hands must change or
/// staying would be slower: a true lower bound, and the look-ahead of the planner.</summary>
internal sealed class Way
{
    private Way(double[][] tails, double[][] heads) => (Tails, Heads) = (tails, heads);

    /// <summary>[task][option]: from the start of the task to the end of all.</summary>
    public double[][] Tails { get; }

    /// <summary>[task][option]: the earliest start.</summary>
    public double[][] Heads { get; }

    public static Way Of(Instance instance) => new(TailsOf(instance), HeadsOf(instance));

    /// <summary>The longest of all ways: nothing can end before.</summary>
    public double Longest()
    {
        var longest = 0.0;
        for (var t = 0; t < Tails.Length; t++)
        {
            var least = double.PositiveInfinity;
            for (var o = 0; o < Tails[t].Length; o++)
            {
                least = Math.Min(least, Heads[t][o] + Tails[t][o]);
            }

            longest = Math.Max(longest, least);
        }

        return longest;
    }

    public double LeastHead(int task) => Heads[task].Min();

    /// <summary>From the end of the task to the end of all, at least.</summary>
    public double LeastTailAfter(Instance instance, int task)
    {
        var least = double.PositiveInfinity;
        for (var o = 0; o < Tails[task].Length; o++)
        {
            least = Math.Min(least, Tails[task][o] - instance.Options[task][o].Duration);
        }

        return least;
    }

    private static double[][] TailsOf(Instance instance)
    {
        var tails = new double[instance.Count][];
        var onAgent = Nowhere(instance);
        var order = instance.Order;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var task = order[i];
            var options = instance.Options[task];
            tails[task] = new double[options.Length];
            foreach (var link in instance.After[task])
            {
                Extend(tails[task], options, instance.Options[link.Task], tails[link.Task], null, link.Transfer, onAgent);
            }

            for (var o = 0; o < options.Length; o++)
            {
                tails[task][o] += options[o].Duration;
            }
        }

        return tails;
    }

    private static double[][] HeadsOf(Instance instance)
    {
        var heads = new double[instance.Count][];
        var onAgent = Nowhere(instance);
        var free = Free.Of(instance);
        foreach (var task in instance.Order)
        {
            var options = instance.Options[task];
            heads[task] = instance.IsStarted(task) ? [0] : Array.ConvertAll(options, free.From);
            foreach (var link in instance.IsStarted(task) ? [] : instance.Before[task])
            {
                Extend(heads[task], options, instance.Options[link.Task], heads[link.Task], instance.Options[link.Task], link.Transfer, onAgent);
            }
        }

        return heads;
    }

    private static double[] Nowhere(Instance instance)
    {
        var onAgent = new double[instance.Agents.Length];
        Array.Fill(onAgent, double.PositiveInfinity);
        return onAgent;
    }

    /// <summary>For each option of a task the best way on to (or from) a neighbour: stay with the same agent, or pay and choose any.</summary>
    private static void Extend(
        double[] ways, Option[] options, Option[] neighbour, double[] far, Option[]? added, double transfer, double[] onAgent)
    {
        var best = double.PositiveInfinity;
        for (var o = 0; o < neighbour.Length; o++)
        {
            var value = far[o] + (added?[o].Duration ?? 0);
            best = Math.Min(best, value);
            onAgent[neighbour[o].Agent] = value;
        }

        for (var o = 0; o < options.Length; o++)
        {
            ways[o] = Math.Max(ways[o], Math.Min(onAgent[options[o].Agent], best + transfer));
        }

        foreach (var option in neighbour)
        {
            onAgent[option.Agent] = double.PositiveInfinity;
        }
    }
}
