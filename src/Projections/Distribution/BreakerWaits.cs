using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Projections.Agents;

namespace Weft.Projections.Distribution;

/// <summary>Agents that could do a task and are kept from it by their breaker alone: until when, why, and what would change it.</summary>
internal static class BreakerWaits
{
    private const int Most = 5;

    public static IEnumerable<Wait> Of(OpenTask task, IEnumerable<AgentState> agents, IEnumerable<AgentRow> rows, ChoiceRules rules)
    {
        var kept = agents.Where(a => a.BreakerOpen == true && Suitability.WhyNot(task, a with { BreakerOpen = null }, rules) is null).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        return rows.Where(r => kept.Contains(r.Id)).OrderBy(r => r.State!.Breaker!.Until ?? DateTimeOffset.MaxValue).ThenBy(r => r.Id, StringComparer.Ordinal).Take(Most)
            .Select(r => Of(r.Id, r.State!.Breaker!));
    }

    private static Wait Of(string agent, BreakerState b)
    {
        var until = b.Until?.ToString("O", CultureInfo.InvariantCulture);
        var state = b.Status == BreakerStatus.HalfOpen ? "is half-open, and what it lets through is under way; one that goes well closes it"
            : until is null ? "is open until somebody closes it" : $"is open until {until}; then it lets a task through to see";
        return Wait.For(Match.BreakerOpen, string.Create(CultureInfo.InvariantCulture, $"The breaker of '{agent}' {state}. Why: {b.Reason}; in a row: {b.Failures}. It can be closed by hand (weft breaker close)."),
            ("agents", agent), ("state", b.Status == BreakerStatus.HalfOpen ? "halfOpen" : "open"), ("until", until ?? ""), ("failures", b.Failures.ToString(CultureInfo.InvariantCulture)),
            ("reason", b.Reason ?? ""), ("last", b.Faults.IsEmpty ? "" : $"{b.Faults[^1].Work}: {b.Faults[^1].Reason}"), ("flip", "breaker"));
    }
}
