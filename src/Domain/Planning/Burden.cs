namespace Weft.Domain.Planning;

/// <summary>A task as one of a group that the same agents have to share: it cannot begin before Head, and Tail must follow its end.</summary>
internal readonly record struct Burden(double Head, double Work, double Tail)
{
    private const int MaxHeads = 400;

    /// <summary>The least time in which so many agents can do them all: the largest bound over subsets with late heads and long tails.
    /// One agent alone: exact when work may be interrupted.</summary>
    public static double Least(Burden[] tasks, int agents)
    {
        if (tasks.Length == 0 || agents == 0)
        {
            return 0;
        }

        return agents == 1 ? Interrupted(tasks) : Math.Max(Shared(tasks, agents), Crowded(tasks, agents));
    }

    /// <summary>Head + work / agents + tail of the subsets.</summary>
    /// <param name="agents">or the work that all of them do in a second</param>
    public static double Shared(Burden[] tasks, double agents)
    {
        var byTail = tasks.OrderByDescending(t => t.Tail).ToArray();
        var best = 0.0;
        foreach (var head in Some(tasks.Select(t => t.Head), Math.Min(MaxHeads, (500_000 / tasks.Length) + 10)))
        {
            var work = 0.0;
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

    /// <summary>Of k × agents + 1 tasks one agent has to do k + 1, at least the shortest of them.</summary>
    private static double Crowded(Burden[] tasks, int agents)
    {
        var steps = tasks.Length <= 500 ? 24 : 6;
        var byWork = tasks.OrderByDescending(t => t.Work).ToArray();
        var tails = Some(tasks.Select(t => t.Tail), steps);
        var best = 0.0;
        foreach (var head in Some(tasks.Select(t => t.Head), steps))
        {
            foreach (var tail in tails)
            {
                var works = byWork.Where(t => t.Head >= head && t.Tail >= tail).Select(t => t.Work).ToArray();
                best = works.Length == 0 ? best : Math.Max(best, head + tail + Together(works, agents));
            }
        }

        return best;
    }

    /// <param name="works">the longest first</param>
    private static double Together(double[] works, int agents)
    {
        var best = works[0];
        for (var k = 1; k * agents < works.Length && k <= 64; k++)
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
