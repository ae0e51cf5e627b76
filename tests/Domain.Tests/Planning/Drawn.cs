using Weft.Domain.Planning;

namespace Weft.Domain.Tests.Planning;

/// <summary>Instances drawn from a seed.</summary>
internal static class Drawn
{
    public static Instance Instance(int seed, int most, bool transfers, bool bound)
    {
        var random = new Random(seed);
        var (tasks, agents) = (1 + random.Next(most), 1 + random.Next(3));
        var planned = Enumerable.Range(0, tasks).Select(t => new PlannedTask(Name(t), [.. Who(random, agents, bound).Select(a => new Option(a, random.Next(9)))]));
        var edges = from a in Enumerable.Range(0, tasks)
                    from b in Enumerable.Range(a + 1, tasks - a - 1)
                    where random.Next(3) == 0
                    select new Dependency(Name(a), Name(b), transfers ? random.Next(6) : 0);
        return Domain.Planning.Instance.Create([.. planned], [.. Enumerable.Range(0, agents).Select(a => "agent" + Name(a))], edges, out _)!;
    }

    private static string Name(int i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<int> Who(Random random, int agents, bool bound) =>
        bound ? [random.Next(agents)] : Enumerable.Range(0, agents).Where(_ => random.Next(3) > 0).DefaultIfEmpty(random.Next(agents));
}

/// <summary>The shortest schedule, by trying every order and every agent.</summary>
internal static class BruteForce
{
    public static double Best(Instance instance) => Extend(instance, new Slot[instance.Count], [], new double[instance.Agents.Length]);

    private static double Extend(Instance instance, Slot[] slots, HashSet<int> done, double[] free)
    {
        if (done.Count == instance.Count)
        {
            return slots.Max(s => s.End);
        }

        var best = double.PositiveInfinity;
        for (var t = 0; t < instance.Count; t++)
        {
            if (done.Contains(t) || instance.Before[t].Any(l => !done.Contains(l.Task)))
            {
                continue;
            }

            foreach (var option in instance.Options[t])
            {
                var ready = instance.Before[t].Select(l => slots[l.Task].End + (slots[l.Task].Agent == option.Agent ? 0 : l.Transfer)).DefaultIfEmpty(0).Max();
                var start = Math.Max(ready, free[option.Agent]);
                var (was, slot) = (free[option.Agent], new Slot(option.Agent, start, start + option.Duration));
                (slots[t], free[option.Agent]) = (slot, slot.End);
                done.Add(t);
                best = Math.Min(best, Extend(instance, slots, done, free));
                done.Remove(t);
                free[option.Agent] = was;
            }
        }

        return best;
    }
}
