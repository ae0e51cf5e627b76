namespace Weft.Domain.Planning;

/// <summary>Schedules built from a list of tasks.</summary>
internal static class ListScheduling
{
    /// <summary>In the order of the list (nothing before what it needs), each task to the agent that ends it first, gaps included; with
    /// look-ahead: to the agent from which everything after it could end first.</summary>
    public static Schedule Insert(Instance instance, ReadOnlySpan<int> list, Way? lookAhead)
    {
        var building = Building.Occupied(instance);
        foreach (var task in list)
        {
            if (!instance.IsStarted(task))
            {
                building.Place(task, Best(instance, building, task, lookAhead));
            }
        }

        return building.Finish();
    }

    private static Slot Best(Instance instance, Building building, int task, Way? lookAhead)
    {
        var options = instance.Options[task];
        var soonest = building.ReadyAtLeast(task);
        Slot? best = null;
        var bestValue = double.PositiveInfinity;
        for (var o = 0; o < options.Length; o++)
        {
            if (soonest + (lookAhead is null ? options[o].Duration : lookAhead.Tails[task][o]) > bestValue)
            {
                continue;
            }

            var slot = building.Inserted(options[o], instance.HasTransfers ? building.Ready(task, options[o].Agent) : soonest);
            var value = lookAhead is null ? slot.End : slot.Start + lookAhead.Tails[task][o];
            if (best is null || value < bestValue || (value == bestValue && slot.End < best.Value.End))
            {
                (best, bestValue) = (slot, value);
            }
        }

        return best!.Value;
    }

    /// <summary>Work-conserving: whenever an agent is free it takes the first task of the list that is ready and that it may do; of several
    /// free agents the one that ends first. The list may be in any order.</summary>
    public static Schedule Greedy(Instance instance, ReadOnlySpan<int> list) => new GreedyRun(instance, list).Run();
}
