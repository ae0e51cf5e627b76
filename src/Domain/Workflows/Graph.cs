using System.Collections.Immutable;
using System.Globalization;

namespace Weft.Domain.Workflows;

/// <param name="Path">the place in the definition, such as tasks[2].needs[0]</param>
public sealed record GraphProblem(string Code, string Message, string Path);

/// <summary>What must hold between the tasks, gates and milestones of a definition before it can be planned: every name once, every
/// dependency known, no cycle. Linear, and without recursion, so that a chain of 20,000 tasks is no danger.</summary>
public static class Graph
{
    public const string Cycle = "template.cycle";
    public const string DuplicateName = "template.duplicate-name";
    public const string TooLarge = "template.too-large";
    public const string UnknownDependency = "template.unknown-dependency";

    public const int MaxDependencies = 200_000;
    public const int MaxGates = 1_000;

    private sealed record Point(string Name, string Path, string Key, ImmutableArray<string> Needs);

    public static ImmutableArray<GraphProblem> Check(WorkflowDefinition definition)
    {
        var sizes = Sizes(definition).ToImmutableArray();
        if (!sizes.IsEmpty)
        {
            return sizes;
        }

        var points = Points(definition);
        var names = points.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var problems = Duplicates(points).ToImmutableArray().AddRange(MilestoneProblems(definition, names)).AddRange(Missing(points, names));
        return problems.IsEmpty ? [.. FindCycle(points)] : problems;
    }

    private static IEnumerable<GraphProblem> Sizes(WorkflowDefinition definition)
    {
        if (definition.Tasks.Length > Plan.MaxTasks)
        {
            yield return Large("tasks", definition.Tasks.Length, Plan.MaxTasks);
        }

        if (definition.Gates.Length > MaxGates)
        {
            yield return Large("gates", definition.Gates.Length, MaxGates);
        }

        var dependencies = definition.Tasks.Sum(t => (long)t.Needs.Length) + definition.Gates.Sum(g => (long)g.After.Length);
        if (dependencies > MaxDependencies)
        {
            yield return Large("dependencies", dependencies, MaxDependencies) with { Path = "tasks" };
        }
    }

    private static GraphProblem Large(string what, long count, int most) =>
        new(TooLarge, string.Create(CultureInfo.InvariantCulture, $"{count} {what}; at most {most} are possible"), what);

    private static ImmutableArray<Point> Points(WorkflowDefinition definition) =>
    [
        .. definition.Tasks.Select((t, i) => new Point(t.Name, At("tasks", i), "needs", t.Needs)),
        .. definition.Gates.Select((g, i) => new Point(g.Name, At("gates", i), "after", g.After)),
    ];

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    private static IEnumerable<GraphProblem> Duplicates(IEnumerable<Point> points)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var point in points)
        {
            if (!seen.TryAdd(point.Name, point.Path))
            {
                yield return new GraphProblem(DuplicateName, $"'{point.Name}' is the name of {seen[point.Name]} already", $"{point.Path}.name");
            }
        }
    }

    private static IEnumerable<GraphProblem> MilestoneProblems(WorkflowDefinition definition, HashSet<string> names)
    {
        var milestones = definition.Milestones.Select((m, i) => new Point(m.Name, At("milestones", i), "requires", m.Requires)).ToImmutableArray();
        return Duplicates(milestones).Concat(Missing(milestones, names));
    }

    private static IEnumerable<GraphProblem> Missing(IEnumerable<Point> points, HashSet<string> names) =>
        from point in points
        from need in point.Needs.Select((name, index) => (name, index))
        where !names.Contains(need.name)
        select new GraphProblem(UnknownDependency, $"'{point.Name}' names '{need.name}', which is neither a task nor a gate", At($"{point.Path}.{point.Key}", need.index));

    /// <summary>Takes away whatever waits for nothing, again and again; what is left waits for itself.</summary>
    private static IEnumerable<GraphProblem> FindCycle(ImmutableArray<Point> points)
    {
        var byName = points.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var waiting = points.ToDictionary(p => p.Name, p => p.Needs.Length, StringComparer.Ordinal);
        var dependents = points.SelectMany(p => p.Needs.Select(n => (Need: n, p.Name))).ToLookup(x => x.Need, x => x.Name, StringComparer.Ordinal);
        var free = new Queue<string>(waiting.Where(w => w.Value == 0).Select(w => w.Key));
        while (free.TryDequeue(out var name))
        {
            waiting.Remove(name);
            foreach (var dependent in dependents[name])
            {
                if (--waiting[dependent] == 0)
                {
                    free.Enqueue(dependent);
                }
            }
        }

        if (waiting.Count > 0)
        {
            yield return Describe(byName, waiting);
        }
    }

    private static GraphProblem Describe(Dictionary<string, Point> points, Dictionary<string, int> waiting)
    {
        var visited = new Dictionary<string, int>(StringComparer.Ordinal);
        var walk = new List<string>();
        var at = points.Values.First(p => waiting.ContainsKey(p.Name)).Name;
        while (visited.TryAdd(at, walk.Count))
        {
            walk.Add(at);
            at = points[at].Needs.First(waiting.ContainsKey);
        }

        var cycle = walk[visited[at]..];
        var first = points[at];
        var index = first.Needs.IndexOf(cycle.Count > 1 ? cycle[1] : at);
        var shown = cycle.Count <= 20 ? string.Join(" → ", cycle) : $"{string.Join(" → ", cycle[..19])} → …";
        return new GraphProblem(Cycle, $"{shown} → {at} (each needs the next)", At($"{first.Path}.{first.Key}", index));
    }
}
