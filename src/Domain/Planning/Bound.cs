namespace Weft.Domain.Planning;

/// <summary>What no schedule can beat, and why: the largest of several true lower bounds.</summary>
/// <param name="Reason">critical-path, work (of all tasks or of those that only some agents may do, on these or on as many as the limit allows, each as fast as it is)</param>
public sealed record Bound(double Value, string Reason)
{
    public const string CriticalPath = "critical-path";
    public const string Work = "work";
    public const string WorkOfSome = "work-of-eligible";

    public static Bound Of(Instance instance) => Of(instance, Way.Of(instance));

    internal static Bound Of(Instance instance, Way way)
    {
        if (instance.Count == 0)
        {
            return new Bound(0, CriticalPath);
        }

        var best = new Bound(way.Longest(), CriticalPath);
        var tasks = Enumerable.Range(0, instance.Count)
            .Select(t => new Burden(way.LeastHead(t), Ranks.Least(instance.Options[t]), way.LeastTailAfter(instance, t))).ToArray();
        var (pace, free) = (Pace.Of(instance), instance.IsOccupied ? Free.Of(instance) : null);
        foreach (var (agents, members) in AgentGroups.Of(instance))
        {
            var reason = members.Count == instance.Count ? Work : WorkOfSome;
            var most = Math.Min(agents.Count, instance.Occupied.Limit);
            best = Larger(best, Burden.Least([.. members.Select(t => tasks[t])], most, best.Value), reason);
            best = free is null ? best : Larger(best, free.Filled(instance, agents, members, tasks), reason);
            if (pace is not null && agents.Count > 1)
            {
                best = Larger(best, Burden.Shared([.. members.Select(t => tasks[t] with { Work = pace.Efforts[t] })], pace.Together(agents, most), best.Value) * (1 - 1e-11), reason);
            }
        }

        return IsWhole(instance) ? best with { Value = Math.Ceiling(best.Value - 1e-6) } : best;
    }

    private static Bound Larger(Bound best, double value, string reason) => value > best.Value * (1 + 1e-12) ? new Bound(value, reason) : best;

    private static bool IsWhole(Instance instance) =>
        instance.Options.All(options => options.All(o => o.Duration == Math.Floor(o.Duration) && o.Duration < 1e12))
        && instance.Occupied.Busy.Values.All(until => until == Math.Floor(until))
        && instance.After.All(links => links.All(l => l.Transfer == Math.Floor(l.Transfer)));
}
