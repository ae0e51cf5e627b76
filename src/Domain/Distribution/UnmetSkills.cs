using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>Skills, and levels of them, that nobody has.</summary>
public static class UnmetSkills
{
    public const string Unheld = "skill.unheld";
    public const string TooLow = "skill.too-low";

    internal static IEnumerable<UnmetNeed> Of(IReadOnlyCollection<Wanted> work, IEnumerable<Agent> agents, DomainMap map)
    {
        var met = new Dictionary<SkillRequirement, bool>();
        bool Unmet(SkillRequirement skill) => !IsMet(skill, agents, met);
        var unmet = Asked(work, map, Unmet).GroupBy(a => a.Skill.Name, StringComparer.Ordinal).ToList();
        if (unmet.Count == 0)
        {
            return [];
        }

        var best = Best(agents);
        return unmet.Select(g => Tell(g.Key, [.. g], best, map));
    }

    private static IEnumerable<(string Task, SkillRequirement Skill)> Asked(IReadOnlyCollection<Wanted> work, DomainMap map, Func<SkillRequirement, bool> unmet) =>
        work.SelectMany(w => w.Skills.Select(s => (w.Task, Skill: s))).Concat(Mapped(work, map, unmet)).Where(a => unmet(a.Skill));

    /// <summary>What the map asks for of tasks that name no skills. Where somebody has all that it asks for anywhere, paths need not be compared.</summary>
    private static IEnumerable<(string Task, SkillRequirement Skill)> Mapped(IEnumerable<Wanted> work, DomainMap map, Func<SkillRequirement, bool> unmet) =>
        !map.Enforced || !map.Domains.Any(d => d.Areas.Any(a => a.Skills.Any(s => unmet(new SkillRequirement(s, 0))))) ? []
            : work.Where(w => w is { Skills.IsEmpty: true, Definition: not null }).OrderBy(w => w.Task, StringComparer.Ordinal).Take(UnmetNeeds.MostCompared)
                .SelectMany(w => Analysis.MapSkills(map, w.Definition!).Select(s => (w.Task, s)));

    /// <summary>Who learns a skill gets its tasks at any level.</summary>
    private static bool IsMet(SkillRequirement skill, IEnumerable<Agent> agents, Dictionary<SkillRequirement, bool> met)
    {
        if (!met.TryGetValue(skill, out var known))
        {
            met[skill] = known = agents.Any(a => (a.Level(skill.Name) is > 0 and var level && level >= skill.MinLevel) || a.TrainingIn(skill.Name) is not null);
        }

        return known;
    }

    /// <summary>Of each skill the highest level.</summary>
    private static Dictionary<string, double> Best(IEnumerable<Agent> agents) =>
        agents.SelectMany(a => a.Profile.Skills).Where(s => s.Level > 0).GroupBy(s => s.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(s => s.Level), StringComparer.Ordinal);

    private static UnmetNeed Tell(string skill, List<(string Task, SkillRequirement Skill)> asking, Dictionary<string, double> best, DomainMap map)
    {
        var names = asking.Select(a => a.Task).ToList();
        var (tasks, who) = (UnmetNeeds.First(names), $"{UnmetNeeds.Waiting(names)} until one has");
        if (best.TryGetValue(skill, out var level))
        {
            var (least, most) = (asking.Min(a => a.Skill.MinLevel), asking.Max(a => a.Skill.MinLevel));
            var wanted = least < most ? string.Create(CultureInfo.InvariantCulture, $"{least}-{most}") : string.Create(CultureInfo.InvariantCulture, $"{most}");
            return new UnmetNeed(TooLow, skill, tasks, asking.Count, null,
                string.Create(CultureInfo.InvariantCulture, $"No agent here has the skill '{skill}' at {wanted}, the best at {level}: {who}."),
                string.Create(CultureInfo.InvariantCulture, $"Start an agent with '{skill}={most}', or ask for less in the template and create the run again."));
        }

        var listed = map.Skills?.Contains(skill) == true;
        var nearest = listed ? null : Spelling.Near(skill, best.Keys.Concat(map.Skills ?? [])).FirstOrDefault();
        return new UnmetNeed(Unheld, skill, tasks, asking.Count, nearest,
            $"No agent here has the skill '{skill}'{(listed ? ", which the domain map lists as one to come" : "")}: {who}.",
            nearest is null ? $"Start an agent with '{skill}'." : $"If '{nearest}' is meant, correct it where it is asked for and create the run again; otherwise start an agent with '{skill}'.");
    }
}
