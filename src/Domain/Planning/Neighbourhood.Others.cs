namespace Weft.Domain.Planning;

/// <summary>Moves to other agents.</summary>
internal sealed partial class Neighbourhood
{
    private void ToOthers(int task)
    {
        var (mayFollow, mayPrecede) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var link in instance.After[task])
        {
            mayFollow = Math.Min(mayFollow, at.EndOf(link.Task));
        }

        foreach (var link in instance.Before[task])
        {
            mayPrecede = Math.Max(mayPrecede, at.Head[link.Task]);
        }

        foreach (var option in instance.Options[task])
        {
            if (option.Agent != at.Agent[task])
            {
                Places(task, option, mayFollow, mayPrecede);
            }
        }
    }

    /// <summary>Between x and y of another agent: no way may lead from what needs the task to x, nor from y to what the task needs.</summary>
    private void Places(int task, Option option, double mayFollow, double mayPrecede)
    {
        var ready = Ready(task, option.Agent);
        var rest = Rest(task, option.Agent);
        var tried = 0;
        var chain = at.Chain(option.Agent);
        for (var i = FirstEndingAfter(chain, mayPrecede); i <= chain.Count && tried < MaxPlaces; i++)
        {
            var (x, y) = (i == 0 ? -1 : chain[i - 1], i == chain.Count ? -1 : chain[i]);
            if (x >= 0 && (at.Head[x] >= mayFollow || Needs(x, task)))
            {
                return;
            }

            if (y < 0 || !Needs(task, y))
            {
                var head = x < 0 ? ready : Math.Max(ready, at.EndOf(x));
                var tail = y < 0 ? rest : Math.Max(rest, at.Duration[y] + at.Tail[y]);
                _moves.Add(new Move(task, option.Agent, x, head + option.Duration + tail));
                tried++;
            }
        }
    }

    private int FirstEndingAfter(List<int> chain, double time)
    {
        var (low, high) = (0, chain.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = at.EndOf(chain[middle]) > time ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private bool Needs(int task, int other)
    {
        foreach (var link in instance.Before[task])
        {
            if (link.Task == other)
            {
                return true;
            }
        }

        return false;
    }

    private double Ready(int task, int agent)
    {
        var ready = 0.0;
        foreach (var link in instance.Before[task])
        {
            ready = Math.Max(ready, at.EndOf(link.Task) + (at.Agent[link.Task] == agent ? 0 : link.Transfer));
        }

        return ready;
    }

    private double Rest(int task, int agent)
    {
        var rest = 0.0;
        foreach (var link in instance.After[task])
        {
            rest = Math.Max(rest, at.Duration[link.Task] + at.Tail[link.Task] + (at.Agent[link.Task] == agent ? 0 : link.Transfer));
        }

        return rest;
    }
}
