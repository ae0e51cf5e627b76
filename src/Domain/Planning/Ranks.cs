namespace Weft.Domain.Planning;

/// <summary>How urgent each task is, seen from the end of the graph. Durations and transfers are averaged as HEFT does, or taken at
/// their least.</summary>
internal static class Ranks
{
    public static double Mean(Option[] options)
    {
        var sum = 0.0;
        foreach (var option in options)
        {
            sum += option.Duration;
        }

        return sum / options.Length;
    }

    public static double Least(Option[] options)
    {
        var least = double.PositiveInfinity;
        foreach (var option in options)
        {
            least = Math.Min(least, option.Duration);
        }

        return least;
    }

    public static double Most(Option[] options)
    {
        var most = 0.0;
        foreach (var option in options)
        {
            most = Math.Max(most, option.Duration);
        }

        return most;
    }

    /// <summary>HEFT's upward rank: the longest way from the task's start to the end of everything.</summary>
    public static double[] Upward(Instance instance, Func<Option[], double> weigh, double transferWeight)
    {
        var rank = new double[instance.Count];
        var order = instance.Order;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var task = order[i];
            var longest = 0.0;
            foreach (var link in instance.After[task])
            {
                longest = Math.Max(longest, (transferWeight * link.Transfer) + rank[link.Task]);
            }

            rank[task] = weigh(instance.Options[task]) + longest;
        }

        return rank;
    }

    /// <summary>HEFT's downward rank: the longest way from the beginning of everything to the task's start.</summary>
    public static double[] Downward(Instance instance, Func<Option[], double> weigh, double transferWeight)
    {
        var rank = new double[instance.Count];
        foreach (var task in instance.Order)
        {
            foreach (var link in instance.Before[task])
            {
                rank[task] = Math.Max(rank[task], rank[link.Task] + weigh(instance.Options[link.Task]) + (transferWeight * link.Transfer));
            }
        }

        return rank;
    }

    /// <summary>Tasks with the greatest rank first; equal ones in topological order. A list by upward rank never puts a task before what it needs.</summary>
    public static int[] Sorted(Instance instance, double[] rank)
    {
        var places = instance.Places.ToArray();
        var order = Enumerable.Range(0, instance.Count).ToArray();
        Array.Sort(order, (a, b) => rank[b].CompareTo(rank[a]) is var byRank && byRank != 0 ? byRank : places[a].CompareTo(places[b]));
        return order;
    }
}
