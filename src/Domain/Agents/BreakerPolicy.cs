namespace Weft.Domain.Agents;

/// <summary>When the breaker of an agent opens, and for how long.</summary>
public sealed record BreakerPolicy
{
    public static BreakerPolicy Default { get; } = new();

    /// <summary>Whether breakers open by themselves. By hand they can be opened in any case.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>It opens after so many attempts in a row that ended badly.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long it stays open the first time.</summary>
    public double OpenSeconds { get; init; } = 10;

    /// <summary>Each time that a probe ends badly it stays open for so many times as long as before.</summary>
    public double Growth { get; init; } = 2;

    /// <summary>And never longer than this.</summary>
    public double MaxOpenSeconds { get; init; } = 300;

    /// <summary>So many attempts at once while it is half-open.</summary>
    public int Probes { get; init; } = 1;

    /// <param name="trip">1: it opens for the first time</param>
    public double SecondsOpen(int trip) => Math.Round(Math.Min(MaxOpenSeconds, OpenSeconds * Math.Pow(Growth, Math.Max(0, trip - 1))), 3);

    /// <summary>What is wrong with it, if anything.</summary>
    public static Rejection? Check(BreakerPolicy p) =>
        Bad("failures", p.Failures, 1, 100)
        ?? Bad("openSeconds", p.OpenSeconds, 1, 86_400)
        ?? Bad("growth", p.Growth, 1, 10)
        ?? Bad("maxOpenSeconds", p.MaxOpenSeconds, p.OpenSeconds, 86_400)
        ?? Bad("probes", p.Probes, 1, 100);

    private static Rejection? Bad(string field, double value, double least, double most) => value >= least && value <= most ? null : Rejection.Because(
        "policy.bad-breaker", FormattableString.Invariant($"breaker.{field} must be {least}-{most}, not {value}."), ("field", $"breaker.{field}"));
}
