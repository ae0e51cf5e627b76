namespace Weft.Domain.Planning;

/// <summary>Moves to other agents.</summary>
internal sealed partial class Neighbourhood
{
    private readonly Meeting _needs = new(instance.Agents.Length);
    private readonly Meeting _follows = new(instance.Agents.Length);

    /// <summary>Of each task what it is to the one looked at.</summary>
    private readonly Relation[] _relations = new Relation[instance.Count];

    private enum Relation : byte { None, Needed, Following }

    private void ToOthers(int task, IMoves to)
    {
        var (mayFollow, mayPrecede) = (double.PositiveInfinity, double.NegativeInfinity);
        _follows.Clear();
        foreach (var link in instance.After[task])
        {
            mayFollow = Math.Min(mayFollow, at.EndOf(link.Task));
            _follows.Add(at.Agent[link.Task], at.Duration[link.Task] + at.Tail[link.Task], link.Transfer);
            _relations[link.Task] = Relation.Following;
        }

        _needs.Clear();
        foreach (var link in instance.Before[task])
        {
            mayPrecede = Math.Max(mayPrecede, at.Head[link.Task]);
            _needs.Add(at.Agent[link.Task], at.EndOf(link.Task), link.Transfer);
            _relations[link.Task] = Relation.Needed;
        }

        foreach (var option in instance.Options[task])
        {
            if (option.Agent != at.Agent[task])
            {
                Places(task, option, mayFollow, mayPrecede, to);
            }
        }

        Forget(instance.After[task]);
        Forget(instance.Before[task]);
    }

    private void Forget(Link[] links)
    {
        foreach (var link in links)
        {
            _relations[link.Task] = Relation.None;
        }
    }

    /// <summary>Between x and y of another agent: no way may lead from what needs the task to x, nor from y to what the task needs.</summary>
    private void Places(int task, Option option, double mayFollow, double mayPrecede, IMoves to)
    {
        var (ready, rest) = (_needs.At(option.Agent), _follows.At(option.Agent));
        var limit = to.Limit;
        if (ready + option.Duration + rest > limit)
        {
            return;
        }

        var line = at.LineOf(option.Agent);
        var tasks = line.Tasks;
        var heads = line.Heads;
        var ends = line.Ends;
        var rests = line.Rests;
        var tried = 0;
        for (var i = line.FirstEndingAfter(mayPrecede); i <= tasks.Length && tried < MaxPlaces; i++)
        {
            if (i > 0 && (heads[i - 1] >= mayFollow || _relations[tasks[i - 1]] == Relation.Following))
            {
                return;
            }

            if (i < tasks.Length && _relations[tasks[i]] == Relation.Needed)
            {
                continue;
            }

            tried++;
            var head = i == 0 ? ready : Math.Max(ready, ends[i - 1]);
            var tail = i == tasks.Length ? rest : Math.Max(rest, rests[i]);
            if (head + option.Duration + tail <= limit)
            {
                to.Add(new Move(task, option.Agent, i == 0 ? -1 : tasks[i - 1], head + option.Duration + tail));
                limit = to.Limit;
            }
        }
    }
}
