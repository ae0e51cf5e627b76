using Weft.Domain.Distribution;

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

    /// <summary>What went on from a checkpoint counts with the part that was left.</summary>
    public long PredictedMs { get; init; }

    public long ActualMs { get; init; }

    /// <summary>Thousandths of the prediction, summed.</summary>
    public long Errors { get; init; }

    public FamilyRow Take(long waitedMs) => this with { Assigned = Assigned + 1, WaitedMs = WaitedMs + waitedMs, MostWaitedMs = Math.Max(MostWaitedMs, waitedMs) };

    /// <param name="dueSeconds">predicted for what was left to do</param>
    public FamilyRow Finish(double dueSeconds, double actualSeconds) => this with
    {
        Predicted = Predicted + 1,
        PredictedMs = PredictedMs + (long)Math.Round(dueSeconds * 1000),
        ActualMs = ActualMs + (long)Math.Round(actualSeconds * 1000),
        Errors = Errors + PredictionError.Thousandths(dueSeconds, actualSeconds),
    };
}
