namespace Weft.Contracts;

public sealed record SlaReport(IReadOnlyList<SlaClass> Classes, long Position);

/// <summary>One class of tasks against its time. The clock runs from the moment a task is ready for the first time until its work is merged.</summary>
/// <param name="Tasks">that have been ready: open, met, missed or given up</param>
/// <param name="Missed">done, and over the limit</param>
/// <param name="GivenUp">failed or cancelled</param>
/// <param name="Breached">over the limit, done or not</param>
/// <param name="P50Seconds">half of what is done took at most so long, within 5 %</param>
public sealed record SlaClass(
    string Class, double LimitSeconds, double WarnSeconds, int Tasks, int Open, int Met, int Missed, int GivenUp, int Warned, int Breached,
    double? P50Seconds, double? P90Seconds, double? P99Seconds);
