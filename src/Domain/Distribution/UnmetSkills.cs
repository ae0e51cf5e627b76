using System.Collections.Immutable;
using System.Globalization;
using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>A skill, or a level of it, that work of a run asks for and no agent has.</summary>
/// <param name="Tasks">the first of them by name</param>
/// <param name="TaskCount">how many there are in all</param>
/// <param name="Nearest">what agents or the domain map know and is spelt almost like it; null: nothing</param>
/// <param name="Next">what to do about it</param>
public sealed record UnmetSkill(string Code, string Skill, ImmutableArray<string> Tasks, int TaskCount, string? Nearest, string Detail, string Next);

/// <summary>A run is told at its start what would keep its tasks waiting: nothing is wrong with it, and agents may come, but a name that was only
/// misspelt would never be found out otherwise.</summary>
public static class UnmetSkills
{
    public const string Unheld = "skill.unheld";
    public const string TooLow = "skill.too-low";
    private const int MostTold = 50;
    private const int MostTasks = 20;

    /// <summary>Comparing the paths of tasks with the map takes time in which nothing else is decided.</summary>
    private const int MostCompared = 1_000;

    /// <summary>Those that most tasks ask for, of all work that is still to be done. Nearly always the first agents asked have what is wanted, and
    /// no more is looked at.</summary>
    public static ImmutableArray<UnmetSkill> Of(Workflow run, IEnumerable<Agent> agents, Ledger ledger)
    {
        var met = new Dictionary<SkillRequirement, bool>();
        bool Unmet(SkillRequirement skill) => !IsMet(skill, agents, met);
        var unmet = Asked(run, ledger.Map, Unmet).GroupBy(a => a.Skill.Name, StringComparer.Ordinal).ToList();
        if (unmet.Count == 0)
        {
            return [];
        }

        var best = Best(agents);
        return [.. unmet.OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostTold).Select(g => Tell(g.Key, [.. g], best, ledger.Map))];
    }

    private static IEnumerable<(string Task, SkillRequirement Skill)> Asked(Workflow run, DomainMap map, Func<SkillRequirement, bool> unmet)
    {
        var work = run.Items.Values.Where(i => i is { Kind: WorkKind.Work, IsOpen: true });
        var checks = run.Settings.Quality != QualityStrategy.Gates ? [] : run.Gates.Values.Where(g => g.Status is GateStatus.Waiting or GateStatus.Open)
            .SelectMany(g => g.Definition.Checks.SelectMany(c => c.Skills.Select(s => (WorkflowEvolve.CheckName(g.Name, c.Name, g.Run), s))));
        return work.SelectMany(i => i.Definition.Skills.Select(s => (i.Name, s))).Concat(checks).Concat(Mapped(work, map, unmet)).Where(a => unmet(a.Item2));
    }

    /// <summary>What the map asks for of tasks that name no skills. Where somebody has all that it asks for anywhere, paths need not be compared.</summary>
    private static IEnumerable<(string Task, SkillRequirement Skill)> Mapped(IEnumerable<WorkItem> work, DomainMap map, Func<SkillRequirement, bool> unmet) =>
        !map.Enforced || !map.Domains.Any(d => d.Areas.Any(a => a.Skills.Any(s => unmet(new SkillRequirement(s, 0))))) ? []
            : work.Where(i => i.Definition.Skills.IsEmpty).OrderBy(i => i.Name, StringComparer.Ordinal).Take(MostCompared)
                .SelectMany(i => Analysis.MapSkills(map, i.Definition).Select(s => (i.Name, s)));

    /// <summary>Who learns a skill gets its tasks at any level; who is lost may come back.</summary>
    private static bool IsMet(SkillRequirement skill, IEnumerable<Agent> agents, Dictionary<SkillRequirement, bool> met)
    {
        if (!met.TryGetValue(skill, out var known))
        {
            met[skill] = known = agents.Any(a => a.Status != AgentStatus.Left && ((a.Level(skill.Name) is > 0 and var level && level >= skill.MinLevel) || a.TrainingIn(skill.Name) is not null));
        }

        return known;
    }

    /// <summary>Of each skill the highest level.</summary>
    private static Dictionary<string, double> Best(IEnumerable<Agent> agents) =>
        agents.Where(a => a.Status != AgentStatus.Left).SelectMany(a => a.Profile.Skills).Where(s => s.Level > 0).GroupBy(s => s.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(s => s.Level), StringComparer.Ordinal);

    private static UnmetSkill Tell(string skill, List<(string Task, SkillRequirement Skill)> asking, Dictionary<string, double> best, DomainMap map)
    {
        ImmutableArray<string> tasks = [.. asking.Select(a => a.Task).Order(StringComparer.Ordinal).Take(MostTasks)];
        var who = asking.Count == 1 ? $"{tasks[0]} waits until one has" : string.Create(CultureInfo.InvariantCulture, $"{asking.Count} tasks wait until one has");
        if (best.TryGetValue(skill, out var level))
        {
            var (least, most) = (asking.Min(a => a.Skill.MinLevel), asking.Max(a => a.Skill.MinLevel));
            var wanted = least < most ? string.Create(CultureInfo.InvariantCulture, $"{least}-{most}") : string.Create(CultureInfo.InvariantCulture, $"{most}");
            return new UnmetSkill(TooLow, skill, tasks, asking.Count, null,
                string.Create(CultureInfo.InvariantCulture, $"No agent here has the skill '{skill}' at {wanted}, the best at {level}: {who}."),
                string.Create(CultureInfo.InvariantCulture, $"Start an agent with '{skill}={most}', or ask for less in the template and create the run again."));
        }

        var listed = map.Skills?.Contains(skill) == true;
        var nearest = listed ? null : Spelling.Near(skill, best.Keys.Concat(map.Skills ?? [])).FirstOrDefault();
        return new UnmetSkill(Unheld, skill, tasks, asking.Count, nearest,
            $"No agent here has the skill '{skill}'{(listed ? ", which the domain map lists as one to come" : "")}: {who}.",
            nearest is null ? $"Start an agent with '{skill}'." : $"If '{nearest}' is meant, correct it where it is asked for and create the run again; otherwise start an agent with '{skill}'.");
    }
}
