using System.Collections.Immutable;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;

namespace Weft.Projections.Distribution;

/// <summary>A task is kept from agents that became slow as long as others would end it sooner.</summary>
internal static class SlowWaits
{
    /// <summary>With those that it may be kept from: they have a place, and others are able, with a place or without.</summary>
    public static OpenTask Keep(OpenTask open, ImmutableArray<AgentState> agents, InForce inForce, ChoiceRules rules)
    {
        var slow = agents.Where(a => inForce.Effects.SlownessOf(a.Id, open.Family) > 0 && Suitability.WhyNot(open, a, rules) is null).ToList();
        return slow.Count == 0 || !agents.Any(a => inForce.Effects.SlownessOf(a.Id, open.Family) <= 0 && Suitability.IsFor(open, a, rules)) ? open
            : open with { Excluded = [.. open.Excluded ?? [], .. slow.Select(a => new Exclusion(a.Id, Match.Slow))] };
    }

    public static IEnumerable<Wait> Of(BalanceState balance, OpenTask open)
    {
        var slow = (open.Excluded ?? []).Where(e => e.Reason == Match.Slow).Select(e => e.Agent).ToList();
        var triggers = balance.Standing.Where(w => w.Kind == TriggerKind.Pace && slow.Contains(w.Subject)).Select(w => w.Raised);
        return slow.Count == 0 ? [] : [Wait.For(
            "kept-from-slow", "An agent that became slow gets it only where that would end it sooner than waiting for one of the others who are able.",
            ("agents", string.Join(' ', slow)), ("trigger", string.Join(' ', triggers)))];
    }
}
