using Weft.Benchmarks.Rigs;

namespace Weft.Benchmarks.HotPath;

/// <summary>Several runs of one measurement: the median, and how far the others are from it.</summary>
internal static class Medians
{
    private const int Runs = 3;

    /// <summary>The runtime compiles what it runs often a second time; on two cores that is not over in a few seconds.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    /// <summary>Of one run.</summary>
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(8);

    public static Task AddAsync(
        Dictionary<string, double> figures, string name, Func<TimeSpan, TimeSpan, Task<ClosedLoop.Rate>> measure, Func<ClosedLoop.Rate, double> figure) =>
        AddAsync(figures, name, async (warm, time) => figure(await measure(warm, time)));

    /// <param name="measure">gets the time to warm up and the time to measure</param>
    public static async Task AddAsync(Dictionary<string, double> figures, string name, Func<TimeSpan, TimeSpan, Task<double>> measure)
    {
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            rates.Add(await measure(run == 0 ? WarmUp : TimeSpan.FromSeconds(1), Time));
        }

        figures[name] = Samples.Median(rates);
        figures[$"{name}_lowest"] = rates.Min();
        figures[$"{name}_highest"] = rates.Max();
    }
}
