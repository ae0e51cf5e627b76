using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Classes whose tiers nobody is of, or not at the level that the class asks of its tier.</summary>
public static class UnmetTiers
{
    public const string TooLow = "tier.too-low";

    internal static IEnumerable<UnmetNeed> Of(IEnumerable<Wanted> work, IEnumerable<Agent> agents, DomainMap map, ChoiceRules rules) =>
        rules.Tiers != TierMode.Require ? [] : work.GroupBy(w => w.Class).SelectMany(g =>
        {
            var fits = new Dictionary<string, bool>(StringComparer.Ordinal);
            var tasks = g.Where(w => !Fits(w, agents, map, rules.Classes.Of(g.Key), fits)).Select(w => w.Task).ToList();
            return tasks.Count == 0 ? Enumerable.Empty<UnmetNeed>() : [Tell(g.Key, rules.Classes.Of(g.Key), tasks)];
        });

    /// <summary>Tasks that ask for the same skills have the same answer.</summary>
    private static bool Fits(Wanted work, IEnumerable<Agent> agents, DomainMap map, TierLevels levels, Dictionary<string, bool> known)
    {
        // What the map asks for is not looked up: then it is enough that somebody is of the tier.
        var anyLevel = work.Skills.IsEmpty && work.Definition is not null && map.Enforced;
        var key = anyLevel ? "*" : string.Join(' ', work.Skills.Select(s => s.Name).Order(StringComparer.Ordinal));
        if (!known.TryGetValue(key, out var fits))
        {
            // A skill that nobody has is told by itself.
            var held = work.Skills.Where(s => agents.Any(a => a.Level(s.Name) > 0)).Select(s => s.Name).ToList();
            known[key] = fits = agents.Any(a => levels.Of(a.Profile.Tier) is { } least && (least <= 0 || anyLevel || LeastLevel(a, held, work.Skills.IsEmpty) >= least));
        }

        return fits;
    }

    private static double LeastLevel(Agent agent, List<string> skills, bool anything) =>
        anything ? agent.Profile.Skills.Select(s => s.Level).DefaultIfEmpty(0).Max() : skills.Select(agent.Level).DefaultIfEmpty(1).Min();

    private static UnmetNeed Tell(Complexity complexity, TierLevels levels, List<string> tasks)
    {
        var name = complexity.ToString().ToLowerInvariant();
        var tiers = Enum.GetValues<AgentTier>().Where(t => levels.Of(t) is not null).ToList();
        var wanted = string.Join(" or ", tiers.Select(t => levels.Of(t) is > 0 and { } least
            ? string.Create(CultureInfo.InvariantCulture, $"{Said(t)} (from level {least})") : Said(t)));
        return new UnmetNeed(
            TooLow, name, UnmetNeeds.First(tasks), tasks.Count, null, $"The class '{name}' requires the tier {wanted}, and no agent here is that: {UnmetNeeds.Waiting(tasks)} until one is.",
            $"Start an agent of the tier {Said(tiers.MinBy(t => levels.Of(t)))}, or change the tiers of the class in the policy.");
    }

    private static string Said(AgentTier tier) => tier.ToString().ToLowerInvariant();
}
