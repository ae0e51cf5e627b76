using System.Collections.Immutable;
using System.Globalization;
using Weft.Domain.Distribution;
using Weft.Domain.Resources;

namespace Weft.Projections.Distribution;

/// <summary>What a task touches and others have for themselves, for a time or by the domain map: whose it is, and until when.</summary>
internal static class OwnerWaits
{
    /// <summary>Slices of agents, which no other agent can do it beside.</summary>
    public static IEnumerable<Wait> Slices(OpenTask open, Ledger ledger) =>
        (open.Sliced ?? []).Select(s => (s.Resource, Slice: ledger.Slices.GetValueOrDefault(s.Resource)?.Now)).Where(s => s.Slice is not null).Select(s =>
        {
            var until = s.Slice!.EndsAt.ToString("O", CultureInfo.InvariantCulture);
            return Wait.For(Match.SliceHeld, $"'{s.Slice.Agent}' has '{s.Resource}' for itself until {until}, and the task touches it.",
                ("resource", s.Resource), ("heldBy", s.Slice.Agent), ("until", until), ("waiting", string.Join(' ', ledger.Slices[s.Resource].Waiting.Select(w => w.Agent).Take(20))));
        });

    /// <summary>Parts of the domain map that some agents are kept out of; none when there is somebody for it, who is only busy.</summary>
    public static IEnumerable<Wait> Domains(OpenTask open, ImmutableArray<AgentState> agents, ChoiceRules rules) => agents.Any(a => Suitability.WhyNever(open, a, rules) is null) ? [] : (open.Owned ?? []).Where(o => agents.Any(a => a.TakesWork && !o.Admits(a))).Select(o => Wait.For(
        Match.OutsideDomain, $"'{o.Resource}' belongs to {o.Domain}: {string.Join(" or ", (string[])[.. o.Roles.Select(r => $"role '{r}'"), .. o.Agents.Select(a => $"agent '{a}'")])} may touch it.",
        ("resource", o.Resource), ("domain", o.Domain), ("roles", string.Join(' ', o.Roles)), ("agents", string.Join(' ', o.Agents))));
}
