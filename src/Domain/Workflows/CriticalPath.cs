using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>Ranks tasks by the estimated time that still follows from each: the longest chain first is what keeps a run short.</summary>
public static class CriticalPath
{
    /// <summary>One pass from the ends backwards; linear, and without recursion so that long chains are no danger.</summary>
    public static Workflow Rank(Workflow s)
    {
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        var tails = new Dictionary<string, double>(StringComparer.Ordinal);
        var done = new Queue<string>();
        foreach (var (node, dependents) in Nodes(s))
        {
            left[node] = dependents.Length;
            if (dependents.IsEmpty)
            {
                done.Enqueue(node);
            }
        }

        while (done.TryDequeue(out var node))
        {
            tails[node] = Seconds(s, node) + Dependents(s, node).Select(d => tails.GetValueOrDefault(d)).DefaultIfEmpty().Max();
            foreach (var need in Needs(s, node))
            {
                if (left.TryGetValue(need, out var count) && (left[need] = count - 1) == 0)
                {
                    done.Enqueue(need);
                }
            }
        }

        var items = s.Items.ToBuilder();
        foreach (var item in s.Items.Values)
        {
            items[item.Name] = item with { TailSeconds = tails.GetValueOrDefault(item.Name) };
        }

        return s with { Items = items.ToImmutable() };
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

    private static IEnumerable<(string Node, ImmutableArray<string> Dependents)> Nodes(Workflow s) =>
        s.Items.Values.Select(i => (i.Name, i.Dependents)).Concat(s.Gates.Values.Select(g => (g.Name, g.Dependents)));

    private static double Seconds(Workflow s, string node) => s.Items.TryGetValue(node, out var item) ? item.Definition.EstimateSeconds : 0;

    private static ImmutableArray<string> Dependents(Workflow s, string node) => s.Items.TryGetValue(node, out var item) ? item.Dependents : s.Gates[node].Dependents;

    private static ImmutableArray<string> Needs(Workflow s, string node) => s.Items.TryGetValue(node, out var item) ? item.Definition.Needs : s.Gates[node].Definition.After;
}
