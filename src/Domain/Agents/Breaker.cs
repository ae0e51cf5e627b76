namespace Weft.Domain.Agents;

/// <summary>The circuit breaker of an agent: closed → open after so many attempts in a row that ended badly → half-open after a while, when
/// a few attempts are let through → closed by one that goes well, or open again and for longer by one that does not.</summary>
public static class Breaker
{
    /// <summary>How long it can be opened by hand.</summary>
    public const double MostSeconds = 30 * 86_400;

    /// <summary>Why what was offered to its agent lapses when it opens.</summary>
    public const string Withdrawn = "the breaker of the agent opened";
    private const int LongestReason = 200;

    /// <summary>An attempt of the agent ended. While the breaker is open nothing is counted: that is work from before.</summary>
    public static Decision<IAgentEvent> Note(Agent? state, AttemptEnd end, BreakerPolicy policy, DateTimeOffset now) => state switch
    {
        null or { Status: AgentStatus.Left } or { Breaker.Status: BreakerStatus.Open } => Decision<IAgentEvent>.Nothing,
        { Breaker: { Status: BreakerStatus.HalfOpen } half } => Probe(half, end, policy, now),
        _ => Count(state.Breaker, end, policy, now),
    };

    /// <summary>The clock of an open breaker rang. Too early, or for one that is not open any more, it changes nothing.</summary>
    public static Decision<IAgentEvent> HalfOpen(Agent? state, BreakerPolicy policy, DateTimeOffset now) =>
        state?.Breaker is not { Status: BreakerStatus.Open, Until: { } until } || now < until ? Decision<IAgentEvent>.Nothing
            : policy.Enabled ? Decision<IAgentEvent>.Accept(new BreakerHalfOpened(policy.Probes))
            : Decision<IAgentEvent>.Accept(SwitchedOff);

    /// <summary>Somebody takes the agent out of service.</summary>
    /// <param name="seconds">null: until somebody closes it</param>
    public static Decision<IAgentEvent> Open(Agent? state, string id, double? seconds, string reason, string by, DateTimeOffset now)
    {
        if (Absent(state, id) is { } absent)
        {
            return absent;
        }

        if (seconds is not (null or (> 0 and <= MostSeconds)))
        {
            return Rejection.Because("agent.bad-seconds", FormattableString.Invariant($"seconds must be above 0 and at most {MostSeconds}, or left out: until it is closed."), ("field", "seconds"));
        }

        var (breaker, until) = (state!.Breaker, seconds is { } s ? now.AddSeconds(Math.Round(s, 3)) : (DateTimeOffset?)null);
        return breaker is { Status: BreakerStatus.Open, By: not null } && breaker.Until == until ? Decision<IAgentEvent>.Nothing
            : Decision<IAgentEvent>.Accept(new BreakerOpened(0, breaker?.Failures ?? 0, breaker?.Faults ?? [], until, reason, by));
    }

    /// <summary>Somebody puts it back into service; what was counted is forgotten.</summary>
    public static Decision<IAgentEvent> Close(Agent? state, string id, string reason, string by) =>
        Absent(state, id) is { } absent ? absent
            : state!.Breaker is null ? Decision<IAgentEvent>.Nothing
            : Decision<IAgentEvent>.Accept(new BreakerClosed(reason, by));

    private static BreakerClosed SwitchedOff => new("the policy has breakers switched off", null);

    private static Decision<IAgentEvent> Count(BreakerState? breaker, AttemptEnd end, BreakerPolicy policy, DateTimeOffset now)
    {
        if (end.Result == AttemptResult.Done)
        {
            return breaker is null ? Decision<IAgentEvent>.Nothing : Decision<IAgentEvent>.Accept(new BreakerReset());
        }

        // All that an agent loses by one silence counts once.
        if (!policy.Enabled || (end.Result == AttemptResult.LeaseLost && end.GrantedAt < breaker?.LostAt))
        {
            return Decision<IAgentEvent>.Nothing;
        }

        var (fault, failures) = (FaultOf(end), (breaker?.Failures ?? 0) + 1);
        var counted = new BreakerCounted(fault, failures);
        return failures < policy.Failures ? Decision<IAgentEvent>.Accept(counted)
            : Decision<IAgentEvent>.Accept(counted, Opened(breaker, fault, 1, policy, "attempts in a row ended badly", now));
    }

    /// <summary>What it began before it half-opened says nothing about now.</summary>
    private static Decision<IAgentEvent> Probe(BreakerState breaker, AttemptEnd end, BreakerPolicy policy, DateTimeOffset now) =>
        end.GrantedAt < breaker.Since ? Decision<IAgentEvent>.Nothing
            : end.Result == AttemptResult.Done ? Decision<IAgentEvent>.Accept(new BreakerClosed("a probe went well: " + end.Work, null))
            : !policy.Enabled ? Decision<IAgentEvent>.Accept(SwitchedOff)
            : Decision<IAgentEvent>.Accept(Opened(breaker, FaultOf(end), breaker.Trips + 1, policy, "a probe ended badly", now));

    private static BreakerOpened Opened(BreakerState? breaker, Fault fault, int trip, BreakerPolicy policy, string reason, DateTimeOffset now) => new(
        trip, (breaker?.Failures ?? 0) + 1, BreakerState.With(breaker?.Faults ?? [], fault), now.AddSeconds(policy.SecondsOpen(trip)), reason, null);

    private static Fault FaultOf(AttemptEnd end) => new(end.Work, end.Result, Short(end.Reason));

    /// <summary>Never half a character.</summary>
    private static string Short(string reason) =>
        reason.Length <= LongestReason ? reason : reason[..(char.IsHighSurrogate(reason[LongestReason - 1]) ? LongestReason - 1 : LongestReason)];

    private static Rejection? Absent(Agent? state, string id) => state switch
    {
        null => Join.Unknown(id),
        { Status: AgentStatus.Left } => Rejection.Because("agent.left", $"Agent '{id}' has left: register it again.", ("agent", id)),
        _ => null,
    };
}
