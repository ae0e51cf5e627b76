using System.Collections.Immutable;

namespace Weft.Domain.Agents;

public enum BreakerStatus { Closed, Open, HalfOpen }

/// <summary>How an attempt ended, as far as it says something about its agent.</summary>
public enum AttemptResult { Done, Failed, TimedOut, LeaseLost }

/// <summary>An attempt that ended.</summary>
/// <param name="Work">workflow/task/attempt</param>
/// <param name="GrantedAt">when the agent got it</param>
public sealed record AttemptEnd(string Agent, string Work, AttemptResult Result, string Reason, DateTimeOffset GrantedAt);

/// <summary>An attempt that ended badly.</summary>
/// <param name="Work">workflow/task/attempt</param>
public sealed record Fault(string Work, AttemptResult Kind, string Reason);

/// <summary>Where the breaker of an agent stands. An agent without one has a closed breaker with nothing counted.</summary>
/// <param name="Since">when it opened or half-opened; while closed, when the first of the row was counted</param>
public sealed record BreakerState(BreakerStatus Status, DateTimeOffset Since)
{
    private const int MostFaults = 5;

    /// <summary>Attempts in a row that ended badly.</summary>
    public int Failures { get; init; }

    /// <summary>The last of them, the latest last.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>When it half-opens; null while it is not open, or open until somebody closes it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How often it opened since it was last closed.</summary>
    public int Trips { get; init; }

    /// <summary>So many attempts at once while it is half-open.</summary>
    public int Probes { get; init; }

    /// <summary>When the last lost lease was counted.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>Why it is open, and who opened it by hand.</summary>
    public string? Reason { get; init; }

    public string? By { get; init; }

    /// <summary>How many attempts more it lets through now; null: as many as there are places.</summary>
    /// <param name="grants">when each of those was granted that the agent holds or is offered</param>
    public int? Admits(IEnumerable<DateTimeOffset> grants) => Status switch
    {
        BreakerStatus.Open => 0,
        BreakerStatus.HalfOpen => Math.Max(0, Probes - grants.Count(g => g >= Since)),
        _ => null,
    };

    internal static BreakerState? Evolve(BreakerState? state, IBreakerEvent happened, DateTimeOffset at)
    {
        var s = state ?? new BreakerState(BreakerStatus.Closed, at);
        return happened switch
        {
            BreakerCounted e => s with { Failures = e.Failures, Faults = With(s.Faults, e.Fault), LostAt = e.Fault.Kind == AttemptResult.LeaseLost ? at : s.LostAt },
            BreakerOpened e => s with
            {
                Status = BreakerStatus.Open,
                Since = at,
                Failures = e.Failures,
                Faults = e.Faults,
                Until = e.Until,
                Trips = e.Trip,
                Probes = 0,
                Reason = e.Reason,
                By = e.By,
            },
            BreakerHalfOpened e => s with { Status = BreakerStatus.HalfOpen, Since = at, Until = null, Probes = e.Probes },
            BreakerReset or BreakerClosed => null,
            _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
        };
    }

    internal static ImmutableArray<Fault> With(ImmutableArray<Fault> faults, Fault fault) => [.. faults.TakeLast(MostFaults - 1), fault];
}
