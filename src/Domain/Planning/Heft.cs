namespace Weft.Domain.Planning;

/// <summary>The two schedulers of Topcuoglu, Hariri and Wu (2002) as they were published.</summary>
internal static class Heft
{
    /// <summary>Heterogeneous earliest finish time: by upward rank over mean durations, each task to where it ends first, gaps included.</summary>
    public static Schedule Plan(Instance instance) =>
        ListScheduling.Insert(instance, Ranks.Sorted(instance, Ranks.Upward(instance, Ranks.Mean, 1)), null);

    /// <summary>Critical path on a processor: what is on the critical path goes to the one agent that does all of it fastest.</summary>
    public static Schedule PlanCriticalPath(Instance instance)
    {
        var up = Ranks.Upward(instance, Ranks.Mean, 1);
        var down = Ranks.Downward(instance, Ranks.Mean, 1);
        var priority = up.Zip(down, (u, d) => u + d).ToArray();
        var critical = Critical(instance, priority);
        var agent = Fastest(instance, critical);
        var open = instance.Before.Select(l => l.Length).ToArray();
        var ready = new PriorityQueue<int, (double, int)>();
        Enumerable.Range(0, instance.Count).Where(t => open[t] == 0).ToList().ForEach(Enqueue);
        var building = Building.Occupied(instance);
        while (ready.TryDequeue(out var task, out _))
        {
            var options = critical.Contains(task) && instance.Options[task].Any(o => o.Agent == agent)
                ? instance.Options[task].Where(o => o.Agent == agent)
                : instance.Options[task];
            if (!instance.IsStarted(task))
            {
                building.Place(task, options.Select(o => building.Inserted(o, building.Ready(task, o.Agent))).MinBy(s => s.End));
            }

            foreach (var link in instance.After[task].Where(l => --open[l.Task] == 0))
            {
                Enqueue(link.Task);
            }
        }

        return building.Finish();

        void Enqueue(int task) => ready.Enqueue(task, (-priority[task], instance.Places[task]));
    }

    private static HashSet<int> Critical(Instance instance, double[] priority)
    {
        var path = new HashSet<int>();
        if (instance.Count == 0)
        {
            return path;
        }

        IEnumerable<int> next = Enumerable.Range(0, instance.Count).Where(t => instance.Before[t].Length == 0);
        while (next.Any())
        {
            var task = next.MaxBy(t => priority[t]);
            path.Add(task);
            next = [.. instance.After[task].Select(l => l.Task)];
        }

        return path;
    }

    private static int Fastest(Instance instance, HashSet<int> tasks) => Enumerable.Range(0, instance.Agents.Length)
        .OrderByDescending(a => tasks.Count(t => instance.Options[t].Any(o => o.Agent == a)))
        .ThenBy(a => tasks.Sum(t => instance.Options[t].Where(o => o.Agent == a).Sum(o => o.Duration)))
        .FirstOrDefault(-1);
}
