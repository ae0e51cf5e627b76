namespace Weft.Domain.Balancing;

/// <summary>What an agent did of one kind of task in a window, or all that it did, against what is normal.</summary>
/// <param name="Due">seconds that would be normal</param>
/// <param name="Largest">of them, the task that makes up most; null: not told</param>
/// <param name="Spread">how much durations scatter, for one task</param>
/// <param name="Overdue">it counts what is not done again in each window</param>
internal sealed record Judged(string Family, double Worked, double Estimated, double Due, double? Largest, double Spread, bool Overdue)
{
    /// <summary>Slower than normal by this share.</summary>
    public double Figure => Math.Round((Worked / Due) - 1, 6);

    public double Baseline => Math.Round(Due / Estimated, 6);

    public KindReading Reading => new(Family, Figure, Baseline);

    public static Judged Of(KindWindow k, double normal, double spread) =>
        new(k.Family, k.WorkedSeconds, k.EstimatedSeconds, k.EstimatedSeconds * normal, k.LargestSeconds * normal, spread, k.Overdue == true);

    public static Judged All(IReadOnlyCollection<Judged> kinds)
    {
        var due = kinds.Sum(k => k.Due);
        return new(
            KindRun.All, kinds.Sum(k => k.Worked), kinds.Sum(k => k.Estimated), due, kinds.Max(k => k.Largest), kinds.Sum(k => k.Due * k.Spread) / due,
            kinds.Any(k => k.Overdue));
    }

    public Counted Against(double threshold) =>
        new(Family, Figure > threshold, Largest is > 0 and var largest ? Evidence.Rounded(Worked, Due, largest, Overdue) : null, seen => Chances.IsMore(seen, Spread));
}
