using System.Collections.Immutable;
using Weft.Domain.Distribution;

namespace Weft.Domain.Balancing;

/// <summary>How many agents the launcher shall keep running: more while too much waits, fewer when little is to be done; within limits, and
/// not again before the cool-down is over. What no agent can do asks for more once, since they may bring the skill, and keeps none for ever.</summary>
internal static class Scaling
{
    private const double LittleUsed = 0.5;
    private const int MostSkills = 50;

    public static IEnumerable<IBalancingEvent> Decide(BalanceState s, Measurement m, Board board, BalancingPolicy policy, DateTimeOffset now)
    {
        var allowed = Math.Clamp(s.Wanted, policy.MinAgents, policy.MaxAgents);
        if (allowed != s.Wanted)
        {
            return [new AgentsScaled(ScaleLimit.NameOf(more: allowed > s.Wanted, s.Window), s.Wanted, allowed, Skills(m), $"the policy allows {policy.MinAgents}-{policy.MaxAgents}")];
        }

        if (s.ScaledAt is { } at && now < at.AddSeconds(policy.ScaleCooldownSeconds))
        {
            return [];
        }

        var impossible = m.Groups.Where(g => g.Able == 0).Sum(g => g.Tasks);
        if (s.Standing.FirstOrDefault(w => w.Kind == TriggerKind.Pending)?.Raised is { } trigger)
        {
            var waiting = s.ScaledBy == trigger ? m.Pending - impossible : m.Pending;
            var more = Math.Min(policy.MaxAgents, s.Wanted + ((waiting + policy.PendingTasks - 1) / policy.PendingTasks));
            if (more > s.Wanted)
            {
                return [new AgentsScaled(trigger, s.Wanted, more, Skills(m), FormattableString.Invariant($"{waiting} tasks wait"))];
            }
        }

        return Fewer(s, m, policy, AreHere(s, board) ? impossible : 0);
    }

    /// <summary>Who is still on its way may bring what is asked for.</summary>
    private static bool AreHere(BalanceState s, Board board) => board.Agents.Values.Count(a => a.Profile.Launcher is not null && Launched.Counts(a.Status)) >= s.Wanted;

    /// <param name="impossible">of what waits, so much no agent can do, those that were launched included</param>
    private static IEnumerable<IBalancingEvent> Fewer(BalanceState s, Measurement m, BalancingPolicy policy, int impossible)
    {
        var used = m.Agents.IsEmpty ? 0 : m.Agents.Average(a => a.Utilisation);
        var fewer = Math.Max(policy.MinAgents, s.Wanted / 2);
        return m.Pending == impossible && used < LittleUsed && fewer < s.Wanted
            ? [new AgentsScaled(s.ScaledBy ?? ScaleLimit.Unnamed, s.Wanted, fewer, [], FormattableString.Invariant($"nothing waits{(impossible > 0 ? " that an agent here can do" : "")}, and the agents are used by {used:0.##}"))]
            : [];
    }

    private static ImmutableArray<string> Skills(Measurement m) =>
        [.. m.Groups.OrderByDescending(g => g.Tasks).Take(3).SelectMany(g => g.Skills.Select(k => k.Name)).Distinct(StringComparer.Ordinal).Take(MostSkills)];
}
