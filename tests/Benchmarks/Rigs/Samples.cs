namespace Weft.Benchmarks.Rigs;

/// <summary>Durations of one kind of thing.</summary>
public sealed class Samples
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public void Add(double value)
    {
        lock (_values)
        {
            _values.Add(value);
        }
    }

    /// <param name="share">0-1</param>
    public double Percentile(double share)
    {
        lock (_values)
        {
            var sorted = _values.Order().ToArray();
            return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
        }
    }

    public static double Median(IEnumerable<double> values)
    {
        var samples = new Samples();
        foreach (var value in values)
        {
            samples.Add(value);
        }

        return samples.Percentile(0.5);
    }
}
