namespace Weft.Domain.Planning;

/// <summary>Many schedules built in one go, by different rules, forwards and backwards; the best is kept. List scheduling in the given
/// order is among them, so that no plan is ever worse than that.</summary>
internal static class Portfolio
{
    private const double MostWork = 4e6;

    /// <summary>What all of the dearer ones may cost together, in looks at an agent for a task that is ready.</summary>
    private const double MostWorkTogether = 15e6;
    private const long MostOptions = 200_000;
    private const int Shaken = 24;

    public static (Schedule Schedule, string By) Best(Instance instance, Way way, Bound bound)
    {
        (Schedule Schedule, string By)? best = null;
        foreach (var (by, build) in Builders(instance, way))
        {
            var schedule = build();
            best = best is null || schedule.Makespan < best.Value.Schedule.Makespan ? (schedule, by) : best;
            if (best.Value.Schedule.Makespan <= bound.Value * (1 + 1e-12))
            {
                break;
            }
        }

        return best!.Value;
    }

    private static IEnumerable<(string By, Func<Schedule> Build)> Builders(Instance instance, Way way)
    {
        yield return ("heft", () => Heft.Plan(instance));
        yield return ("list", () => ListScheduling.Greedy(instance, [.. Enumerable.Range(0, instance.Count)]));
        var up = Ranks.Upward(instance, Ranks.Mean, 1);
        yield return ("critical-path", () => ListScheduling.Greedy(instance, Ranks.Sorted(instance, up)));
        var reversed = instance.Reversed();
        yield return ("heft-backwards", () => Backwards(instance, Heft.Plan(reversed)));
        if (instance.Options.Sum(o => (long)o.Length) > MostOptions)
        {
            yield break;
        }

        yield return ("look-ahead", () => ListScheduling.Insert(instance, Ranks.Sorted(instance, up), way));
        yield return ("critical-path-backwards",
            () => Backwards(instance, ListScheduling.Greedy(reversed, Ranks.Sorted(reversed, Ranks.Upward(reversed, Ranks.Mean, 1)))));
        var work = Math.Max(1, (double)instance.Count * Width(instance) * instance.Options.Average(o => o.Length));
        if (work > MostWork)
        {
            yield break;
        }

        foreach (var weigh in new Func<Option[], double>[] { Ranks.Least, Ranks.Most })
        {
            var list = Ranks.Sorted(instance, Ranks.Upward(instance, weigh, 1));
            yield return ("heft-variant", () => ListScheduling.Insert(instance, list, null));
            yield return ("look-ahead-variant", () => ListScheduling.Insert(instance, list, way));
        }

        var both = Active(instance, s => s).Zip(Active(reversed, s => Backwards(instance, s)), (a, b) => new[] { a, b }).SelectMany(a => a);
        foreach (var built in both.Take((int)Math.Min(int.MaxValue, MostWorkTogether / work)))
        {
            yield return built;
        }
    }

    private static IEnumerable<(string By, Func<Schedule> Build)> Active(Instance instance, Func<Schedule, Schedule> turn)
    {
        var tail = Ranks.Upward(instance, Ranks.Least, 0);
        var own = instance.Options.Select(Ranks.Least).ToArray();
        var work = WorkAfter(instance, own);
        var rules = new[]
        {
            tail, work, tail.Zip(own, (t, o) => t - o).ToArray(), own.Select(o => -o).ToArray(), own,
            tail.Zip(own, (t, o) => t / (o + 1)).ToArray(), tail.Zip(own, (t, o) => t - (2 * o)).ToArray(),
        };
        foreach (var patience in new[] { 0, 0.3, 0.6, 1 })
        {
            foreach (var rule in rules)
            {
                yield return ("active", () => turn(new ActiveRun(instance, rule, patience).Run()));
            }
        }

        var draw = new Draw(17);
        for (var i = 0; i < Shaken; i++)
        {
            var shaken = tail.Zip(work, (t, w) => (i % 2 == 0 ? t : w) * (0.8 + (0.4 * draw.Fraction()))).ToArray();
            var patience = (i % 4) * 0.25;
            yield return ("active-shaken", () => turn(new ActiveRun(instance, shaken, patience).Run()));
        }
    }

    /// <summary>The work of the longest chain and of everything else that follows directly: a task that many wait for is urgent.</summary>
    private static double[] WorkAfter(Instance instance, double[] own)
    {
        var work = new double[instance.Count];
        for (var i = instance.Count - 1; i >= 0; i--)
        {
            var task = instance.Order[i];
            var (most, sum) = (0.0, 0.0);
            foreach (var link in instance.After[task])
            {
                most = Math.Max(most, work[link.Task]);
                sum += own[link.Task];
            }

            work[task] = own[task] + most + (0.1 * sum);
        }

        return work;
    }

    /// <summary>A schedule of the reversed graph, read from its end and pushed together.</summary>
    private static Schedule Backwards(Instance instance, Schedule reversed)
    {
        var end = reversed.Makespan;
        var turned = new Schedule([.. reversed.Slots.Select(s => new Slot(s.Agent, end - s.End, end - s.Start))]);
        var pushed = new Arrangement(instance, turned).ToSchedule();
        return pushed.Makespan <= turned.Makespan ? pushed : turned;
    }

    /// <summary>The most tasks that stand at one depth of the graph.</summary>
    private static int Width(Instance instance)
    {
        var depth = new int[instance.Count];
        foreach (var task in instance.Order)
        {
            foreach (var link in instance.Before[task])
            {
                depth[task] = Math.Max(depth[task], depth[link.Task] + 1);
            }
        }

        return depth.GroupBy(d => d).Max(g => g.Count());
    }
}
