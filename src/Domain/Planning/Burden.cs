namespace Weft.Domain.Planning;

/// <summary>A task as one of a group that the same agents have to share: it cannot begin before Head, and Tail must follow its end.</summary>
internal readonly record struct Burden(double Head, double Work, double Tail)
{
    private const int MaxHeads = 400;

    /// <summary>So many tasks in a row on one agent are looked at, at most.</summary>
    private const int MostInRow = 64;

    /// <summary>The least time in which so many agents can do them all: the largest bound over subsets with late heads and long tails.
    /// One agent alone: exact when work may be interrupted.</summary>
    /// <param name="known">a bound that holds anyway: of what cannot be larger nothing is said</param>
    public static double Least(Burden[] tasks, int agents, double known)
    {
        if (tasks.Length == 0 || agents == 0)
        {
            return 0;
        }

        return agents > 1 ? Math.Max(Shared(tasks, agents, known), Crowded(tasks, agents, known))
            : CanExceed(known, tasks, tasks.Sum(t => t.Work)) ? Interrupted(tasks) : 0;
    }

    /// <summary>Head + work / agents + tail of the subsets.</summary>
    /// <param name="agents">or the work that all of them do in a second</param>
    /// <param name="known">as above</param>
    public static double Shared(Burden[] tasks, double agents, double known)
    {
        if (!CanExceed(known, tasks, tasks.Sum(t => t.Work) / agents))
        {
            return 0;
        }

        var heads = Some(tasks.Select(t => t.Head), Math.Min(MaxHeads, (500_000 / tasks.Length) + 10));
        var (byTail, later, best) = (tasks.OrderByDescending(t => t.Tail).ToArray(), Later(tasks, heads), 0.0);
        for (var h = 0; h < heads.Length; h++)
        {
            var (head, work) = (heads[h], 0.0);
            if (!Exceeds(Math.Max(best, known), head + (later[h].Work / agents) + later[h].Tail))
            {
                continue;
            }

            foreach (var task in byTail)
            {
                if (task.Head >= head)
                {
                    work += task.Work;
                    best = Math.Max(best, head + (work / agents) + task.Tail);
                }
            }
        }

        return best;
    }

    /// <summary>For each head the work of all tasks that begin no sooner, and their longest tail.</summary>
    private static (double Work, double Tail)[] Later(Burden[] tasks, double[] heads)
    {
        var later = new (double Work, double Tail)[heads.Length];
        foreach (var task in tasks)
        {
            var at = Array.BinarySearch(heads, task.Head);
            ref var first = ref later[at >= 0 ? at : ~at - 1];
            first = (first.Work + task.Work, Math.Max(first.Tail, task.Tail));
        }

        for (var h = heads.Length - 2; h >= 0; h--)
        {
            later[h] = (later[h].Work + later[h + 1].Work, Math.Max(later[h].Tail, later[h + 1].Tail));
        }

        return later;
    }

    /// <summary>Whether tasks that do so much can take longer than is known: head and tail of a subset are together no longer than those of each task in it.</summary>
    private static bool CanExceed(double known, Burden[] tasks, double work)
    {
        var longest = 0.0;
        foreach (var task in tasks)
        {
            longest = Math.Max(longest, task.Head + task.Tail);
        }

        return Exceeds(known, longest + work);
    }

    /// <summary>Sums depend on their order a little.</summary>
    private static bool Exceeds(double known, double value) => value * (1 + 1e-9) > known;

    /// <summary>Of k × agents + 1 tasks one agent has to do k + 1, at least the shortest of them.</summary>
    private static double Crowded(Burden[] tasks, int agents, double known)
    {
        var longest = tasks.Max(t => t.Work);
        var most = Math.Min((MostInRow + 1) * longest, Math.Max(longest, 2 * tasks.Sum(t => t.Work) / (agents + 1)));
        if (!CanExceed(known, tasks, most))
        {
            return 0;
        }

        var steps = tasks.Length <= 500 ? 24 : 6;
        var byWork = tasks.OrderByDescending(t => t.Work).ToArray();
        var (heads, tails) = (Some(tasks.Select(t => t.Head), steps), Some(tasks.Select(t => t.Tail), steps));
        var works = new double[Math.Min(tasks.Length, (MostInRow * agents) + 1)];
        var best = 0.0;
        foreach (var (head, tail) in heads.SelectMany(head => tails.Select(tail => (head, tail))).Where(p => Exceeds(Math.Max(best, known), p.head + p.tail + most)))
        {
            var count = 0;
            for (var t = 0; t < byWork.Length && count < works.Length; t++)
            {
                works[count] = byWork[t].Work;
                count += byWork[t].Head >= head && byWork[t].Tail >= tail ? 1 : 0;
            }

            best = count == 0 ? best : Math.Max(best, head + tail + Together(works.AsSpan(0, count), agents));
        }

        return best;
    }

    /// <param name="works">the longest first</param>
    private static double Together(ReadOnlySpan<double> works, int agents)
    {
        var best = works[0];
        for (var k = 1; k * agents < works.Length && k <= MostInRow; k++)
        {
            var sum = 0.0;
            for (var i = 0; i <= k; i++)
            {
                sum += works[(k * agents) - i];
            }

            best = Math.Max(best, sum);
        }

        return best;
    }

    /// <summary>Jackson's preemptive schedule: always the task with the longest tail, interrupted when one with a longer arrives.</summary>
    private static double Interrupted(Burden[] tasks)
    {
        var arriving = tasks.OrderBy(t => t.Head).ToArray();
        var waiting = new PriorityQueue<(double Left, double Tail), double>();
        var (next, now, best) = (0, 0.0, 0.0);
        while (next < arriving.Length || waiting.Count > 0)
        {
            now = waiting.Count == 0 ? Math.Max(now, arriving[next].Head) : now;
            for (; next < arriving.Length && arriving[next].Head <= now; next++)
            {
                waiting.Enqueue((arriving[next].Work, arriving[next].Tail), -arriving[next].Tail);
            }

            var (left, tail) = waiting.Dequeue();
            var until = next < arriving.Length ? Math.Min(now + left, arriving[next].Head) : now + left;
            if (until < now + left)
            {
                waiting.Enqueue((now + left - until, tail), -tail);
            }
            else
            {
                best = Math.Max(best, until + tail);
            }

            now = until;
        }

        return best;
    }

    /// <summary>All different values, or so many of them, evenly taken, the least among them.</summary>
    private static double[] Some(IEnumerable<double> values, int most)
    {
        var all = values.Distinct().Order().ToArray();
        return all.Length <= most ? all : [.. Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Length / most)])];
    }
}
