using System.Collections.Immutable;

namespace Weft.Domain.Distribution;

/// <summary>Of ready tasks those that may get a place. Of all that the same agents can have these are the most urgent, as many as the agents have places: for
/// any other one all of these would be taken, by those before it.</summary>
internal sealed class Shortlist(ImmutableArray<AgentState> agents, ChoiceRules rules)
{
    private const char Can = '+';

    /// <param name="kinds">tasks that the same agents can have, exclusions apart</param>
    /// <param name="admits">whether it can be given out</param>
    /// <param name="seen">the task as the choice is to see it</param>
    /// <param name="allowed">those of them of which their runs let no more be given out are left out</param>
    public IEnumerable<OpenTask> Of(
        IEnumerable<SortedSet<OpenTask>> kinds, Func<OpenTask, bool> admits, Func<OpenTask, OpenTask> seen, Func<IEnumerable<OpenTask>, IEnumerable<OpenTask>> allowed) =>
        kinds.GroupBy(k => (k.Min!.InMergeLane, Able: Able(k.Min! with { Excluded = null })))
            .Where(g => g.Key.Able.Contains(Can, StringComparison.Ordinal))
            .SelectMany(g => Take(g.Key.InMergeLane, g.Key.Able, allowed(InOrder([.. g]).Where(admits).Select(seen).Where(IsForAny))));

    private bool IsForAny(OpenTask task) => task.Excluded is null || Able(task).Contains(Can, StringComparison.Ordinal);

    /// <summary>Places are counted apart for those that some of the agents are kept away from: these can do with fewer.</summary>
    private IEnumerable<OpenTask> Take(bool merges, string able, IEnumerable<OpenTask> tasks)
    {
        var left = new Dictionary<string, (int Places, int Reserved)>(StringComparer.Ordinal) { [able] = Places(merges, able) };
        foreach (var task in tasks)
        {
            var its = task.Excluded is null ? able : Able(task);
            var (places, reserved) = left.TryGetValue(its, out var known) ? known : left[its] = Places(merges, its);
            if (places > 0)
            {
                left[its] = (places - 1, reserved);
                yield return task;
            }
            else if (reserved > 0 && Suitability.IsUrgent(task, rules))
            {
                left[its] = (0, reserved - 1);
                yield return task;
            }

            if (left[able] is (0, 0))
            {
                yield break;
            }
        }
    }

    /// <summary>Of each agent whether it can have the task, places apart.</summary>
    private string Able(OpenTask task) => string.Create(agents.Length, task, (text, asked) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Suitability.IsOpenTo(asked, agents[i], rules) ? Can : '-';
        }
    });

    private (int Places, int Reserved) Places(bool merges, string able)
    {
        var (places, reserved) = (0, 0);
        for (var i = 0; i < able.Length; i++)
        {
            if (able[i] == Can)
            {
                places += merges ? (agents[i].MergeFree ? 1 : 0) : Math.Max(0, agents[i].Free);
                reserved += merges ? 0 : Math.Clamp(agents[i].Reserved ?? 0, 0, Math.Max(0, agents[i].Free));
            }
        }

        return (places, reserved);
    }

    internal static IEnumerable<OpenTask> InOrder(List<SortedSet<OpenTask>> kinds) => kinds.Count == 1 ? kinds[0] : Merged(kinds);

    private static IEnumerable<OpenTask> Merged(List<SortedSet<OpenTask>> kinds)
    {
        var first = new PriorityQueue<IEnumerator<OpenTask>, OpenTask>(Precedence.Order);
        foreach (IEnumerator<OpenTask> tasks in kinds.Select(k => k.GetEnumerator()))
        {
            tasks.MoveNext();
            first.Enqueue(tasks, tasks.Current);
        }

        while (first.TryPeek(out var tasks, out var next))
        {
            yield return next;
            if (tasks.MoveNext())
            {
                first.DequeueEnqueue(tasks, tasks.Current);
            }
            else
            {
                first.Dequeue();
            }
        }
    }
}
