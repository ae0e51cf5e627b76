using System.Collections.Immutable;

namespace Weft.Domain.Balancing;

/// <summary>How many agents the launcher shall keep running: more while too much waits, fewer when little is to be done; within limits, and
/// not again before the cool-down is over.</summary>
internal static class Scaling
{
    private const double LittleUsed = 0.5;
    private const int MostSkills = 50;

    public static IEnumerable<IBalancingEvent> Decide(BalanceState s, Measurement m, BalancingPolicy policy, DateTimeOffset now)
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

        if (s.Standing.FirstOrDefault(w => w.Kind == TriggerKind.Pending)?.Raised is { } trigger)
        {
            var more = Math.Min(policy.MaxAgents, s.Wanted + ((m.Pending + policy.PendingTasks - 1) / policy.PendingTasks));
            return more > s.Wanted ? [new AgentsScaled(trigger, s.Wanted, more, Skills(m), FormattableString.Invariant($"{m.Pending} tasks wait"))] : [];
        }

        var used = m.Agents.IsEmpty ? 0 : m.Agents.Average(a => a.Utilisation);
        var fewer = Math.Max(policy.MinAgents, s.Wanted / 2);
        return m.Pending == 0 && used < LittleUsed && fewer < s.Wanted
            ? [new AgentsScaled(s.ScaledBy ?? ScaleLimit.Unnamed, s.Wanted, fewer, [], FormattableString.Invariant($"nothing waits, and the agents are used by {used:0.##}"))]
            : [];
    }

    private static ImmutableArray<string> Skills(Measurement m) =>
        [.. m.Groups.OrderByDescending(g => g.Tasks).Take(3).SelectMany(g => g.Skills.Select(k => k.Name)).Distinct(StringComparer.Ordinal).Take(MostSkills)];
}
