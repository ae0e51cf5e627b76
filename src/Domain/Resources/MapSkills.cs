using System.Collections.Immutable;

namespace Weft.Domain.Resources;

/// <summary>A skill that an area asks for and nobody has leaves its tasks waiting, and nobody sees that it was only misspelt. So an area asks for
/// what an agent has, what the map lists under its skills (agents with it are to come), or what the map in force asks for already.</summary>
internal static class MapSkills
{
    private const int MostNear = 3;
    private const int FarthestNear = 2;

    /// <param name="had">by agents of the workspace</param>
    public static Rejection? Unknown(DomainMap map, DomainMap inForce, IEnumerable<string> had)
    {
        var known = had.Concat(map.Skills ?? []).Concat(inForce.Skills ?? []).Concat(Asked(inForce).Select(a => a.Skill)).ToHashSet(StringComparer.Ordinal);
        if (Asked(map).FirstOrDefault(a => !known.Contains(a.Skill)) is not { Skill: { } skill } wrong)
        {
            return null;
        }

        var near = Near(skill, known);
        var meant = near.IsEmpty ? "" : $" Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?";
        return Rejection.Because(
            Partition.UnknownSkill, $"{wrong.Domain}/{wrong.Area} asks for the skill '{skill}', which no agent here has.{meant} If agents with it are to come, list it under the map's skills.",
            ("domain", wrong.Domain), ("area", wrong.Area), ("skill", skill), ("near", string.Join(' ', near)), ("field", "skills"));
    }

    private static IEnumerable<(string Domain, string Area, string Skill)> Asked(DomainMap map) =>
        map.Domains.SelectMany(d => d.Areas.SelectMany(a => a.Skills.Select(s => (d.Name, a.Name, s))));

    private static ImmutableArray<string> Near(string skill, IEnumerable<string> known) =>
    [
        .. known.Select(k => (Name: k, Steps: Steps(skill.ToLowerInvariant(), k.ToLowerInvariant()))).Where(k => k.Steps <= Math.Min(FarthestNear, skill.Length / 2))
            .OrderBy(k => k.Steps).ThenBy(k => k.Name, StringComparer.Ordinal).Take(MostNear).Select(k => k.Name),
    ];

    /// <summary>Letters to put in, take out or change, or neighbours to swap, until one is the other.</summary>
    private static int Steps(string one, string other)
    {
        var steps = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[one.Length, other.Length];
    }
}
