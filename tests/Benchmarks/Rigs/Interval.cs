namespace Weft.Benchmarks.Rigs;

/// <summary>Where a mean lies with 95 % confidence.</summary>
public static class Interval
{
    /// <summary>Two-sided 95 % points of Student's t for 1, 2, … degrees of freedom.</summary>
    private static readonly double[] StudentT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    /// <summary>The geometric mean: a ratio and its inverse weigh the same.</summary>
    /// <param name="ratios">2-10 of them, all above 0</param>
    public static (double Mean, double Low, double High) OfRatios(IReadOnlyList<double> ratios)
    {
        var logs = ratios.Select(ratio => Math.Log(ratio)).ToList();
        var mean = logs.Average();
        var deviation = Math.Sqrt(logs.Sum(l => (l - mean) * (l - mean)) / (logs.Count - 1));
        var half = StudentT[logs.Count - 2] * deviation / Math.Sqrt(logs.Count);
        return (Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }
}
