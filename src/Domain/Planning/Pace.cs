namespace Weft.Domain.Planning;

/// <summary>How fast each agent is beside the fastest for each task, and what a task takes of them at least: durations weighed by pace. Agents that are
/// busy until C have done C × the sum of their paces at most (a dual bound, exact where an agent is faster or slower for all tasks alike).</summary>
internal sealed class Pace
{
    private readonly double[] _paces;

    private Pace(double[] paces, double[] efforts) => (_paces, Efforts) = (paces, efforts);

    /// <summary>Of each task: the least of duration × pace over who may do it.</summary>
    public double[] Efforts { get; }

    /// <summary>Null: all are as fast, and durations say it all.</summary>
    public static Pace? Of(Instance instance)
    {
        var (reached, whole) = (new double[instance.Agents.Length], new double[instance.Agents.Length]);
        foreach (var options in instance.Options)
        {
            var least = Ranks.Least(options);
            foreach (var option in options)
            {
                reached[option.Agent] += option.Duration <= 0 ? 0 : least * least / option.Duration;
                whole[option.Agent] += least;
            }
        }

        var paces = reached.Zip(whole, (r, w) => w > 0 ? r / w : 1).ToArray();
        return paces.All(p => p >= 1 - 1e-9) ? null : new Pace(paces, Array.ConvertAll(instance.Options, options => options.Min(o => o.Duration * paces[o.Agent])));
    }

    /// <summary>What so many of the agents can do in a second, the fastest of them.</summary>
    public double Together(IEnumerable<int> agents, int most) => agents.Select(a => _paces[a]).OrderDescending().Take(most).Sum();
}
