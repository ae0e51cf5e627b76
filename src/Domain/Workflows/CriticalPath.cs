using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Ranks tasks by the estimated time that still follows from each: the longest chain first is what keeps a run short.</summary>
public static class CriticalPath
{
    /// <summary>Seconds from the start of each node to the end of the run. One pass from the ends backwards; linear, and without recursion so
    /// that long chains are no danger.</summary>
    /// <param name="dependents">node → those that need it; the ends are not in it</param>
    public static IReadOnlyDictionary<string, double> Tails(
        IReadOnlyDictionary<string, WorkItem> items, IReadOnlyDictionary<string, GateState> gates, IReadOnlyDictionary<string, List<string>> dependents)
    {
        var left = dependents.ToDictionary(d => d.Key, d => d.Value.Count, StringComparer.Ordinal);
        var tails = new Dictionary<string, double>(items.Count + gates.Count, StringComparer.Ordinal);
        var done = new Queue<string>(items.Keys.Concat(gates.Keys).Where(node => !dependents.ContainsKey(node)));
        while (done.TryDequeue(out var node))
        {
            var follows = dependents.TryGetValue(node, out var next) ? next.Max(tails.GetValueOrDefault) : 0;
            var (seconds, needs) = items.TryGetValue(node, out var item) ? (item.Definition.EstimateSeconds, item.Definition.Needs) : (0, gates[node].Definition.After);
            tails[node] = seconds + follows;
            foreach (var need in needs)
            {
                if (left.TryGetValue(need, out var count) && (left[need] = count - 1) == 0)
                {
                    done.Enqueue(need);
                }
            }
        }

        return tails;
    }

    /// <summary>What is left of the longest chain: from the open task with the longest tail, always to the follower with the longest one.</summary>
    /// <param name="first">the open task with the longest tail; null: none is open</param>
    public static IEnumerable<string> Left(Workflow s, string? first)
    {
        for (var node = first; node is not null; node = Dependents(s, node).OrderByDescending(d => Tail(s, d)).ThenBy(d => d, StringComparer.Ordinal).FirstOrDefault())
        {
            if (s.Items.TryGetValue(node, out var item) && item.IsOpen)
            {
                yield return node;
            }
        }
    }

    /// <summary>A gate is as long as what follows it.</summary>
    private static double Tail(Workflow s, string node) => s.Items.TryGetValue(node, out var item) ? item.TailSeconds
        : Dependents(s, node).Select(d => s.Items.TryGetValue(d, out var next) ? next.TailSeconds : 0).DefaultIfEmpty().Max();

    private static ImmutableArray<string> Dependents(Workflow s, string node) => s.Items.TryGetValue(node, out var item) ? item.Dependents : s.Gates[node].Dependents;
}
