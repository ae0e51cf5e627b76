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

    /// <summary>Those that most tasks ask for, of all work that is still to be done.</summary>
    public static ImmutableArray<UnmetSkill> Of(Workflow run, IEnumerable<Agent> agents, Ledger ledger)
    {
        var best = Best(agents);
        return
        [
            .. Asked(run, ledger).Where(a => !IsMet(a.Skill, best)).GroupBy(a => a.Skill.Name, StringComparer.Ordinal)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostTold).Select(g => Tell(g.Key, [.. g], best, ledger.Map)),
        ];
    }

    private static IEnumerable<(string Task, SkillRequirement Skill)> Asked(Workflow run, Ledger ledger)
    {
        var tasks = run.Items.Values.Where(i => i is { Kind: WorkKind.Work, IsOpen: true })
            .SelectMany(i => Analysis.SkillsOf(ledger, i.Definition).Select(s => (i.Name, s)));
        var checks = run.Settings.Quality != QualityStrategy.Gates ? [] : run.Gates.Values.Where(g => g.Status is GateStatus.Waiting or GateStatus.Open)
            .SelectMany(g => g.Definition.Checks.SelectMany(c => c.Skills.Select(s => (WorkflowEvolve.CheckName(g.Name, c.Name, g.Run), s))));
        return tasks.Concat(checks);
    }

    /// <summary>Of each skill the highest level; who learns a skill gets its tasks at any level.</summary>
    private static Dictionary<string, double> Best(IEnumerable<Agent> agents)
    {
        var best = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var agent in agents.Where(a => a.Status != AgentStatus.Left))
        {
            foreach (var (name, level) in agent.Profile.Skills.Where(s => s.Level > 0).Select(s => (s.Name, s.Level)).Concat(agent.Trainings.Select(t => (t.Skill, 1.0))))
            {
                best[name] = Math.Max(level, best.GetValueOrDefault(name));
            }
        }

        return best;
    }

    private static bool IsMet(SkillRequirement skill, Dictionary<string, double> best) => best.TryGetValue(skill.Name, out var level) && level >= skill.MinLevel;

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
