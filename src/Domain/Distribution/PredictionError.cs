using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>How far off the prediction of an attempt was that was handed in.</summary>
/// <param name="Family">kind of task: complexity and skills</param>
/// <param name="Share">difference between actual and predicted seconds, from grant to result, divided by the predicted ones</param>
public sealed record PredictionError(string Family, double Share)
{
    /// <summary>So that one outlier does not hide the others.</summary>
    public const double Most = 100;

    /// <summary>Progress is kept in hundredths of a percent; the last of them is always still to be done.</summary>
    private const int Whole = 10_000;

    /// <summary>Null: nothing was handed in, or nothing had been predicted. Checks and merges are not predicted.</summary>
    /// <param name="before">the run before what happened: there the task still has its holder</param>
    public static PredictionError? Of(Workflow before, object happened, DateTimeOffset at) =>
        HandIn.Of(before, happened) is ({ Kind: WorkKind.Work } item, { PredictedSeconds: { } predicted } lease)
            ? new PredictionError(OpenTask.FamilyOf(item), ShareOf(Due(predicted, lease.From), (at - lease.GrantedAt).TotalSeconds))
            : null;

    /// <summary>Seconds that the part that was left to do should have taken.</summary>
    /// <param name="predictedSeconds">for all of the task</param>
    /// <param name="from">how far it had come when it was granted, in percent; null: it began at its beginning</param>
    public static double Due(double predictedSeconds, double? from) =>
        predictedSeconds * (Whole - Math.Clamp((int)Math.Round((from ?? 0) * 100), 0, Whole - 1)) / Whole;

    /// <summary>Of less than a second nobody asks for a share.</summary>
    public static double ShareOf(double dueSeconds, double actualSeconds) => Math.Min(Most, Math.Abs(actualSeconds - dueSeconds) / Math.Max(1, dueSeconds));

    /// <summary>The same in whole thousandths, so that sums stay exact.</summary>
    public static long Thousandths(double dueSeconds, double actualSeconds) => (long)Math.Round(1_000 * ShareOf(dueSeconds, actualSeconds));
}
