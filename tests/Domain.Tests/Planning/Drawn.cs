using System.Collections.Immutable;
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

    /// <summary>Some agents are busy, some tasks are under way, and not all may go on at once.</summary>
    public static Instance Occupied(int seed, int most, bool transfers)
    {
        var random = new Random(seed);
        var free = Instance(seed, most, transfers, false);
        var started = new Dictionary<string, int>(StringComparer.Ordinal);
        var limit = 1 + random.Next(free.Agents.Length + 1);
        for (var t = 0; t < free.Count && random.Next(2) == 0; t++)
        {
            var agent = free.Options[t][0].Agent;
            if (free.Before[t].Length == 0 && started.Count < limit && !started.ContainsValue(agent))
            {
                started[free.Tasks[t].Id] = agent;
            }
        }

        var busy = Enumerable.Range(0, free.Agents.Length).Where(a => !started.ContainsValue(a) && random.Next(2) == 0).ToImmutableDictionary(a => a, _ => (double)random.Next(25));
        return Domain.Planning.Instance.Create(
            [.. free.Tasks.Select(t => t with { Options = [.. (started.ContainsKey(t.Id) ? t.Options.Take(1) : t.Options).Select(o => o with { Duration = o.Duration + 1 })] })],
            free.Agents, free.After.SelectMany((links, t) => links.Select(l => new Dependency(free.Tasks[t].Id, free.Tasks[l.Task].Id, l.Transfer))), out _,
            new Occupancy(limit, busy, [.. started.Keys]))!;
    }

    private static string Name(int i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<int> Who(Random random, int agents, bool bound) =>
        bound ? [random.Next(agents)] : Enumerable.Range(0, agents).Where(_ => random.Next(3) > 0).DefaultIfEmpty(random.Next(agents));
}

/// <summary>The shortest schedule, by trying every order and every agent.</summary>
internal static class BruteForce
{
    public static double Best(Instance instance)
    {
        var (slots, done) = (new Slot[instance.Count], new HashSet<int>());
        var free = Enumerable.Range(0, instance.Agents.Length).Select(a => instance.Occupied.Busy.GetValueOrDefault(a)).ToArray();
        foreach (var started in Enumerable.Range(0, instance.Count).Where(instance.IsStarted))
        {
            var only = instance.Options[started][0];
            (slots[started], free[only.Agent]) = (new Slot(only.Agent, 0, only.Duration), only.Duration);
            done.Add(started);
        }

        return Extend(instance, slots, done, free, double.PositiveInfinity);
    }

    /// <summary>When fewer than the limit go on for so long.</summary>
    private static double Turn(Instance instance, IEnumerable<Slot> placed, double start, double duration)
    {
        var others = placed.Where(s => s.End > start && s.Start < start + duration).ToList();
        return others.Select(o => Math.Max(o.Start, start)).Append(start).Any(at => others.Count(o => o.Start <= at && o.End > at) >= instance.Occupied.Limit)
            ? Turn(instance, placed, others.Min(o => o.End), duration) : start;
    }

    private static double Extend(Instance instance, Slot[] slots, HashSet<int> done, double[] free, double best)
    {
        if (done.Count == instance.Count)
        {
            return slots.Max(s => s.End);
        }

        for (var t = 0; t < instance.Count; t++)
        {
            if (done.Contains(t) || instance.Before[t].Any(l => !done.Contains(l.Task)))
            {
                continue;
            }

            foreach (var option in instance.Options[t])
            {
                var ready = instance.Before[t].Select(l => slots[l.Task].End + (slots[l.Task].Agent == option.Agent ? 0 : l.Transfer)).DefaultIfEmpty(0).Max();
                var start = Turn(instance, done.Select(d => slots[d]), Math.Max(ready, free[option.Agent]), option.Duration);
                if (start + option.Duration >= best)
                {
                    continue;
                }

                var (was, slot) = (free[option.Agent], new Slot(option.Agent, start, start + option.Duration));
                (slots[t], free[option.Agent]) = (slot, slot.End);
                done.Add(t);
                best = Math.Min(best, Extend(instance, slots, done, free, best));
                done.Remove(t);
                free[option.Agent] = was;
            }
        }

        return best;
    }
}
