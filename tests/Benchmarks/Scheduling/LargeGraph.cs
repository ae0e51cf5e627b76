using System.Diagnostics;
using System.Globalization;
using Weft.Domain.Planning;

namespace Weft.Benchmarks.Scheduling;

/// <summary>A graph of 10,000 tasks in 100 layers, drawn from a fixed seed, on 50 agents of different speeds.</summary>
public static class LargeGraph
{
    private const int Tasks = 10_000;
    private const int Layer = 100;
    private const int Agents = 50;

    public static Instance Draw()
    {
        var random = new Random(11);
        var tasks = Enumerable.Range(0, Tasks).Select(t => new PlannedTask(Name(t), Options(random))).ToList();
        var edges = Enumerable.Range(Layer, Tasks - Layer).SelectMany(t =>
            Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new Dependency(Name(((t / Layer) - 1) * Layer + random.Next(Layer)), Name(t), random.Next(5))));
        return Instance.Create([.. tasks], [.. Enumerable.Range(0, Agents).Select(a => "a" + Name(a))], edges, out var rejection)
            ?? throw new InvalidOperationException(rejection!.Detail);
    }

    /// <summary>The median of three plans by the default, bound and gap included.</summary>
    public static double Seconds()
    {
        var instance = Draw();
        var times = Enumerable.Range(0, 3).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            Planner.Plan(instance, Method.Default, PlanBudget.Ordinary(instance));
            return watch.Elapsed.TotalSeconds;
        }).Order().ToList();
        return times[1];
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static System.Collections.Immutable.ImmutableArray<Option> Options(Random random)
    {
        var work = 5 + random.Next(60);
        return [.. Enumerable.Range(0, Agents).Where(_ => random.Next(4) > 0).DefaultIfEmpty(0).Select(a => new Option(a, work * (0.5 + ((a % 7) * 0.2))))];
    }
}
