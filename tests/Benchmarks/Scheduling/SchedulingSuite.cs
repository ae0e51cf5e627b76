using Weft.Domain.Planning;

namespace Weft.Benchmarks.Scheduling;

/// <summary>Plans published instances and compares with what is known about them: bounds, optima, list scheduling. One line an instance on
/// the error stream, the figures as the result.</summary>
public static class SchedulingSuite
{
    private const int Agents = 8;

    public static async Task<SuiteResult> RunAsync(string? data, CancellationToken cancellation)
    {
        var (known, unread) = await ReadAsync(data, Console.Error);
        if (known.Count == 0)
        {
            throw new MissingDataException("no data: none of the files is an instance");
        }

        var figures = new Dictionary<string, double>();
        var targets = new Dictionary<string, Target>();
        var runs = new List<PlannedRun>();
        foreach (var instance in known)
        {
            cancellation.ThrowIfCancellationRequested();
            runs.Add(PlannedRun.Of(instance, Agents));
            await Console.Error.WriteLineAsync(runs[^1].ToLine());
        }

        SchedulingFigures.Add(runs, figures, targets);
        foreach (var (shape, seconds) in LargeGraph.Measure())
        {
            figures[$"dag_{shape}_s"] = Math.Round(seconds, 3);
            figures["dag_10000_tasks_s"] = Math.Max(seconds, figures.GetValueOrDefault("dag_10000_tasks_s"));
        }

        targets["dag_10000_tasks_s"] = new(null, 1);
        AssignmentFigures.Add(figures, targets, cancellation);
        return new SuiteResult("scheduling", figures, targets) { IsIncomplete = unread > 0 };
    }

    /// <summary>One bad file does not keep the others from being measured.</summary>
    public static async Task<(IReadOnlyList<KnownInstance> Known, int Unread)> ReadAsync(string? data, TextWriter errors)
    {
        var (known, unread) = (new List<KnownInstance>(), 0);
        foreach (var file in Files(data))
        {
            try
            {
                if (InstanceReader.Read(file) is { } instance)
                {
                    _ = instance.ToInstance(Agents);
                    known.Add(instance);
                }
            }
            catch (Exception wrong) when (wrong is not OutOfMemoryException)
            {
                unread++;
                await errors.WriteLineAsync($"not read: {Path.GetFileName(file)}: {wrong.Message}");
            }
        }

        return (known, unread);
    }

    private static IEnumerable<string> Files(string? data)
    {
        var folder = BenchmarkData.FindFolder(data, "dags");
        return File.Exists(folder) ? [folder] : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
    }
}
