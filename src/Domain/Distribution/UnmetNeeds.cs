using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Domain.Workflows;

namespace Weft.Domain.Distribution;

/// <summary>What work of a run asks for and no agent has: a skill or a level of it, a tier, a role in the domain map.</summary>
/// <param name="Name">of the skill, of the class that is for certain tiers, or of the domain that is for certain roles</param>
/// <param name="Tasks">the first of them by name</param>
/// <param name="TaskCount">how many there are in all</param>
/// <param name="Nearest">what agents or the domain map know and is spelt almost like it; null: nothing</param>
/// <param name="Next">what to do about it</param>
public sealed record UnmetNeed(string Code, string Name, ImmutableArray<string> Tasks, int TaskCount, string? Nearest, string Detail, string Next);

/// <summary>A run is told at its start what would keep its tasks waiting: nothing is wrong with it, and agents may come, but a name that was only
/// misspelt would never be found out otherwise.</summary>
public static class UnmetNeeds
{
    private const int MostTold = 50;
    private const int MostTasks = 20;

    /// <summary>Comparing the paths of tasks with the map takes time in which nothing else is decided.</summary>
    internal const int MostCompared = 1_000;

    /// <summary>Those that most tasks ask for, of all work that is still to be done. Nearly always the first agents asked have what is wanted, and
    /// no more is looked at. Who is lost may come back.</summary>
    public static ImmutableArray<UnmetNeed> Of(Workflow run, IEnumerable<Agent> agents, DomainMap map, ChoiceRules rules)
    {
        var (work, there) = (Wanted.Of(run).ToList(), agents.Where(a => a.Status != AgentStatus.Left));
        return [.. UnmetSkills.Of(work, there, map).Concat(UnmetTiers.Of(work, there, map, rules)).Concat(UnmetRoles.Of(work, there, map))
            .OrderByDescending(u => u.TaskCount).ThenBy(u => u.Name, StringComparer.Ordinal).Take(MostTold)];
    }

    internal static ImmutableArray<string> First(IEnumerable<string> tasks) => [.. tasks.Order(StringComparer.Ordinal).Take(MostTasks)];

    /// <summary>Such as: 3 tasks wait.</summary>
    internal static string Waiting(IReadOnlyCollection<string> tasks) => tasks.Count == 1 ? $"{tasks.First()} waits" : FormattableString.Invariant($"{tasks.Count} tasks wait");
}
