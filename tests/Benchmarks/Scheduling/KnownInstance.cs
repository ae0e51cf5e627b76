using System.Globalization;
using System.Text.Json;
using Weft.Domain.Planning;

namespace Weft.Benchmarks.Scheduling;

/// <summary>The shape of an instance: a cost table with transfers (as in HEFT's paper), a recorded workflow that any agent can run, a job
/// shop where every task is bound to one machine, a flexible one where it may choose.</summary>
public enum InstanceKind { CostTable, Workflow, JobShop, FlexibleJobShop }

/// <summary>An instance as a file has it, with what is known about it.</summary>
/// <param name="Best">the published optimum, or the best makespan known</param>
/// <param name="Bounds">per number of agents: what is known</param>
public sealed record KnownInstance(
    string Name, InstanceKind Kind, IReadOnlyList<KnownTask> Tasks, IReadOnlyList<Dependency> Edges, IReadOnlyList<string> Agents,
    IReadOnlyDictionary<string, double> Expected, IReadOnlyDictionary<int, KnownBounds> ByAgents)
{
    public double? Best => Expected.TryGetValue("optimum", out var optimum) ? optimum
        : Expected.TryGetValue("upperBound", out var upper) ? upper : null;

    public Instance ToInstance(int agents)
    {
        var names = Kind == InstanceKind.Workflow
            ? Enumerable.Range(0, agents).Select(i => string.Create(CultureInfo.InvariantCulture, $"agent{i}")).ToList() : Agents;
        var tasks = Tasks.Select(t => new PlannedTask(t.Id, t.OptionsOf(names.Count)));
        return Instance.Create([.. tasks], [.. names], Edges, out var rejection)
            ?? throw new InvalidDataException($"{Name}: {rejection!.Detail}");
    }
}

/// <param name="Durations">by agent; null: Duration on every agent</param>
public sealed record KnownTask(string Id, double Duration, IReadOnlyDictionary<int, double>? Durations)
{
    public System.Collections.Immutable.ImmutableArray<Option> OptionsOf(int agents) => Durations is null
        ? [.. Enumerable.Range(0, agents).Select(a => new Option(a, Duration))]
        : [.. Durations.OrderBy(d => d.Key).Select(d => new Option(d.Key, d.Value))];
}

public sealed record KnownBounds(double? LowerBound, double? ListInArbitraryOrder, double? Optimum);
