using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Planning;

/// <summary>What no schedule can beat, and why: the largest of several true lower bounds.</summary>
/// <param name="Reason">critical-path, work (of all tasks or of those that only some agents may do, on these or on as many as the limit allows)</param>
public sealed record Bound(double Value, string Reason)
{
    public const string CriticalPath = "critical-path";
    public const string Work = "work";
    public const string WorkOfSome = "work-of-eligible";

    private const int MaxGroups = 64;

    public static Bound Of(Instance instance) => Of(instance, Way.Of(instance));

    internal static Bound Of(Instance instance, Way way)
    {
        if (instance.Count == 0)
        {
            return new Bound(0, CriticalPath);
        }

        var best = new Bound(way.Longest(), CriticalPath);
        var tasks = Enumerable.Range(0, instance.Count)
            .Select(t => new Burden(Math.Max(way.LeastHead(t), Soonest(instance, t)), Ranks.Least(instance.Options[t]), way.LeastTailAfter(instance, t))).ToArray();
        foreach (var (agents, members) in Groups(instance))
        {
            var reason = members.Count == instance.Count ? Work : WorkOfSome;
            var value = Burden.Least([.. members.Select(t => tasks[t])], Math.Min(agents, instance.Occupied.Limit));
            best = value > best.Value * (1 + 1e-12) ? new Bound(value, reason) : best;
        }

        return IsWhole(instance) ? best with { Value = Math.Ceiling(best.Value - 1e-6) } : best;
    }

    /// <summary>When the first of those who may do it is free.</summary>
    private static double Soonest(Instance instance, int task) => instance.Occupied.Busy.IsEmpty || instance.IsStarted(task) ? 0
        : instance.Options[task].Min(o => instance.Occupied.Busy.GetValueOrDefault(o.Agent));

    /// <summary>For each set of agents that some task is bound to: all the tasks that cannot leave it.</summary>
    private static IEnumerable<(int Agents, List<int> Tasks)> Groups(Instance instance)
    {
        yield return (instance.Options.SelectMany(o => o).Select(o => o.Agent).Distinct().Count(), Enumerable.Range(0, instance.Count).ToList());
        var sets = new Dictionary<string, (HashSet<int> Agents, List<int> Tasks)>(StringComparer.Ordinal);
        var known = new Dictionary<Option[], string>();
        for (var t = 0; t < instance.Count && sets.Count <= MaxGroups; t++)
        {
            var options = instance.Options[t];
            if (!known.TryGetValue(options, out var key))
            {
                known[options] = key = string.Join(',', options.Select(o => o.Agent).Order().Select(a => a.ToString(CultureInfo.InvariantCulture)));
            }

            if (!sets.TryGetValue(key, out var set))
            {
                sets[key] = set = ([.. options.Select(o => o.Agent)], []);
            }

            set.Tasks.Add(t);
        }

        if (sets.Count is 1 or > MaxGroups)
        {
            yield break;
        }

        foreach (var (agents, _) in sets.Values)
        {
            yield return (agents.Count, [.. sets.Values.Where(s => s.Agents.IsSubsetOf(agents)).SelectMany(s => s.Tasks)]);
        }
    }

    private static bool IsWhole(Instance instance) =>
        instance.Options.All(options => options.All(o => o.Duration == Math.Floor(o.Duration) && o.Duration < 1e12))
        && instance.Occupied.Busy.Values.All(until => until == Math.Floor(until))
        && instance.After.All(links => links.All(l => l.Transfer == Math.Floor(l.Transfer)));
}
