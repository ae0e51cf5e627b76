namespace Weft.Domain.Planning;

/// <summary>Plans under a limit, or where something is under way: lists of tasks, each built along the clock of the plan and by insertion, which may wait for
/// an agent that is better; and the best of them changed a little again and again. The methods without these conditions give the lists.</summary>
internal sealed class OccupiedPlan
{
    private readonly Instance _instance;
    private readonly Draw _draw = new(29);
    private readonly Func<int[], Schedule>[] _ways;

    public OccupiedPlan(Instance instance, Way way)
    {
        _instance = instance;
        _ways =
        [
            list => ListScheduling.Greedy(instance, list),
            list => ListScheduling.Insert(instance, AfterNeeds(list), null),
            list => ListScheduling.Insert(instance, AfterNeeds(list), way),
        ];
    }

    private readonly record struct Built(int[] List, int Way, Schedule Schedule);

    public PlanOutcome Plan(Method method, Bound bound, PlanBudget budget)
    {
        var (best, by) = First(method, bound);
        var (steps, found) = (0, false);
        for (; method is Method.Default && !Meets(best.Schedule, bound) && steps < budget.Steps && ((steps & 7) != 0 || !budget.Enough()); steps++)
        {
            var other = Build(Changed(best), (steps & 1) == 0 ? best.Way : _draw.Below(_ways.Length));
            if (other.Schedule.Makespan <= best.Schedule.Makespan)
            {
                found |= other.Schedule.Makespan < best.Schedule.Makespan;
                best = other;
            }
        }

        return new PlanOutcome(best.Schedule, bound, Meets(best.Schedule, bound), found ? by + "+search" : by, steps);
    }

    private (Built Best, string By) First(Method method, Bound bound)
    {
        (Built Best, string By)? best = null;
        foreach (var (by, list) in Lists(method))
        {
            for (var way = 0; way < (method is Method.List ? 1 : _ways.Length); way++)
            {
                var built = Build(list, way);
                best = best is null || built.Schedule.Makespan < best.Value.Best.Schedule.Makespan ? (built, by) : best;
                if (Meets(best.Value.Best.Schedule, bound))
                {
                    return best.Value;
                }
            }
        }

        return best!.Value;
    }

    private Built Build(int[] list, int way) => new(list, way, _ways[way](list));

    private IEnumerable<(string By, int[] List)> Lists(Method method)
    {
        if (method is Method.Heft or Method.Default)
        {
            yield return ("heft", InOrder(Heft.Plan(_instance)));
        }

        if (method is Method.Cpop)
        {
            yield return ("cpop", InOrder(Heft.PlanCriticalPath(_instance)));
        }

        if (method is Method.List or Method.Default)
        {
            yield return ("list", [.. Enumerable.Range(0, _instance.Count)]);
        }

        if (method is Method.Default)
        {
            yield return ("critical-path", Ranks.Sorted(_instance, Ranks.Upward(_instance, Ranks.Mean, 1)));
            yield return ("critical-path", Ranks.Sorted(_instance, Ranks.Upward(_instance, Ranks.Least, 0)));
        }
    }

    private static int[] InOrder(Schedule schedule) => [.. Enumerable.Range(0, schedule.Slots.Length).OrderBy(t => schedule.Slots[t].Start).ThenBy(t => t)];

    /// <summary>What a task needs goes before it, and otherwise the list stays as it is.</summary>
    private int[] AfterNeeds(int[] list)
    {
        var (after, count, seen, placed) = (new int[list.Length], 0, new bool[list.Length], new bool[list.Length]);
        var open = new Stack<int>();
        foreach (var task in list)
        {
            open.Push(task);
            while (open.TryPeek(out var next))
            {
                if (!seen[next])
                {
                    seen[next] = true;
                    foreach (var link in _instance.Before[next])
                    {
                        if (!seen[link.Task])
                        {
                            open.Push(link.Task);
                        }
                    }
                }
                else if (!placed[open.Pop()])
                {
                    (after[count++], placed[next]) = (next, true);
                }
            }
        }

        return after;
    }

    /// <summary>Something on the critical path goes before others.</summary>
    private int[] Changed(Built built)
    {
        var path = built.Schedule.CriticalPath(_instance);
        var task = path[_draw.Below(path.Length)];
        var changed = built.List.ToList();
        var at = changed.IndexOf(task);
        changed.RemoveAt(at);
        changed.Insert(_draw.Below(at + 1), task);
        return [.. changed];
    }

    private static bool Meets(Schedule schedule, Bound bound) => schedule.Makespan <= bound.Value * (1 + 1e-9);
}
