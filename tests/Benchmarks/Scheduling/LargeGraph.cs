using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Weft.Domain.Planning;

namespace Weft.Benchmarks.Scheduling;

/// <summary>Graphs of 10,000 tasks drawn from a fixed seed, of different shapes, and a smaller one that more ways of planning are tried on.</summary>
public static class LargeGraph
{
    private const int Tasks = 10_000;
    private const int Layer = 100;

    /// <summary>By shape the median of three plans by the default, bound and gap included.</summary>
    public static IEnumerable<(string Shape, double Seconds)> Measure()
    {
        yield return ("layers_50_agents", Seconds(Draw(Tasks, 50, Layers)));
        yield return ("layers", Seconds(Draw(Tasks, 8, Layers)));
        yield return ("fork_join", Seconds(Draw(Tasks, 8, ForkJoin)));
        yield return ("chains", Seconds(Draw(Tasks, 8, Chains)));
        yield return ("free", Seconds(Draw(Tasks, 8, (_, _) => [])));
        yield return ("layers_3000_tasks", Seconds(Draw(3_000, 8, Layers)));
    }

    private static Instance Draw(int tasks, int agents, Func<Random, int, IEnumerable<Dependency>> edges)
    {
        var random = new Random(11);
        ImmutableArray<PlannedTask> drawn = [.. Enumerable.Range(0, tasks).Select(t => new PlannedTask(Name(t), Options(random, agents)))];
        return Instance.Create(drawn, [.. Enumerable.Range(0, agents).Select(a => "a" + Name(a))], edges(random, tasks), out var rejection)
            ?? throw new InvalidOperationException(rejection!.Detail);
    }

    private static IEnumerable<Dependency> Layers(Random random, int tasks) => Enumerable.Range(Layer, tasks - Layer).SelectMany(t =>
        Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new Dependency(Name((((t / Layer) - 1) * Layer) + random.Next(Layer)), Name(t), random.Next(5))));

    private static IEnumerable<Dependency> ForkJoin(Random random, int tasks) =>
        Enumerable.Range(1, tasks - 2).SelectMany(t => new[] { new Dependency(Name(0), Name(t)), new Dependency(Name(t), Name(tasks - 1)) });

    private static IEnumerable<Dependency> Chains(Random random, int tasks) =>
        Enumerable.Range(1, tasks - 1).Where(t => t % 10 > 0).Select(t => new Dependency(Name(t - 1), Name(t)));

    private static double Seconds(Instance instance) => Enumerable.Range(0, 3).Select(_ =>
    {
        var watch = Stopwatch.StartNew();
        Planner.Plan(instance, Method.Default, PlanBudget.Ordinary(instance));
        return watch.Elapsed.TotalSeconds;
    }).Order().ElementAt(1);

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Three of four agents may do a task, each at its own pace.</summary>
    private static ImmutableArray<Option> Options(Random random, int agents)
    {
        var work = 5 + random.Next(60);
        return [.. Enumerable.Range(0, agents).Where(_ => random.Next(4) > 0).DefaultIfEmpty(0).Select(a => new Option(a, work * (0.5 + ((a % 7) * 0.2))))];
    }
}
