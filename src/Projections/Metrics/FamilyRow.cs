namespace Weft.Projections.Metrics;

/// <summary>One kind of task: how long its tasks waited for an agent, and how what they took compares with what was predicted. Whole
/// milliseconds, so that sums stay exact.</summary>
public sealed record FamilyRow : IRow
{
    public required string Id { get; init; }

    public int Assigned { get; init; }

    public long WaitedMs { get; init; }

    public long MostWaitedMs { get; init; }

    public int Predicted { get; init; }

    public long PredictedMs { get; init; }

    public long ActualMs { get; init; }

    /// <summary>Thousandths of the prediction, summed.</summary>
    public long Errors { get; init; }

    public FamilyRow Take(long waitedMs) => this with { Assigned = Assigned + 1, WaitedMs = WaitedMs + waitedMs, MostWaitedMs = Math.Max(MostWaitedMs, waitedMs) };

    public FamilyRow Finish(double predictedSeconds, long actualMs) => this with
    {
        Predicted = Predicted + 1,
        PredictedMs = PredictedMs + (long)(predictedSeconds * 1000),
        ActualMs = ActualMs + actualMs,
        Errors = Errors + (long)Math.Min(100_000, Math.Abs(actualMs - (predictedSeconds * 1000)) / Math.Max(1, predictedSeconds)),
    };
}
