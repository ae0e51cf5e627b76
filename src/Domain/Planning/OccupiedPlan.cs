namespace Weft.Domain.Planning;

/// <summary>Plans under a limit, or where something is under way: lists of tasks, each carried out along the clock of the plan, and the best of them
/// changed a little again and again. The methods without these conditions give the lists.</summary>
internal sealed class OccupiedPlan(Instance instance)
{
    private readonly Draw _draw = new(29);

    public PlanOutcome Plan(Method method, Bound bound, PlanBudget budget)
    {
        var (list, schedule, by) = Lists(method).Select(l => (l.List, Schedule: ListScheduling.Greedy(instance, l.List), l.By)).MinBy(b => b.Schedule.Makespan);
        var steps = 0;
        var searches = method is Method.Default or Method.Exact;
        var found = false;
        for (; searches && !Meets(schedule, bound) && steps < budget.Steps && ((steps & 7) != 0 || !budget.Enough()); steps++)
        {
            var changed = Changed(list, schedule);
            var other = ListScheduling.Greedy(instance, changed);
            if (other.Makespan <= schedule.Makespan)
            {
                found |= other.Makespan < schedule.Makespan;
                (list, schedule) = (changed, other);
            }
        }

        return new PlanOutcome(schedule, bound, Meets(schedule, bound), found ? by + "+search" : by, steps);
    }

    private IEnumerable<(string By, int[] List)> Lists(Method method)
    {
        if (method is Method.Heft or Method.Default or Method.Exact)
        {
            yield return ("heft", InOrder(Heft.Plan(instance)));
        }

        if (method is Method.Cpop)
        {
            yield return ("cpop", InOrder(Heft.PlanCriticalPath(instance)));
        }

        if (method is Method.List or Method.Default or Method.Exact)
        {
            yield return ("list", [.. Enumerable.Range(0, instance.Count)]);
        }

        if (method is Method.Default or Method.Exact)
        {
            yield return ("critical-path", Ranks.Sorted(instance, Ranks.Upward(instance, Ranks.Mean, 1)));
            yield return ("critical-path", Ranks.Sorted(instance, Ranks.Upward(instance, Ranks.Least, 0)));
        }
    }

    private static int[] InOrder(Schedule schedule) => [.. Enumerable.Range(0, schedule.Slots.Length).OrderBy(t => schedule.Slots[t].Start).ThenBy(t => t)];

    /// <summary>Something on the critical path goes before others.</summary>
    private int[] Changed(int[] list, Schedule schedule)
    {
        var path = schedule.CriticalPath(instance);
        var task = path[_draw.Below(path.Length)];
        var changed = list.ToList();
        var at = changed.IndexOf(task);
        changed.RemoveAt(at);
        changed.Insert(_draw.Below(at + 1), task);
        return [.. changed];
    }

    private static bool Meets(Schedule schedule, Bound bound) => schedule.Makespan <= bound.Value * (1 + 1e-9);
}
