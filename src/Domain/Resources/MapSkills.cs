namespace Weft.Domain.Resources;

/// <summary>A skill that an area asks for and nobody has leaves its tasks waiting, and nobody sees that it was only misspelt. So an area asks for
/// what an agent has, what the map lists under its skills (agents with it are to come), or what the map in force asks for already.</summary>
internal static class MapSkills
{
    /// <param name="had">by agents of the workspace</param>
    public static Rejection? Unknown(DomainMap map, DomainMap inForce, IEnumerable<string> had)
    {
        var known = had.Concat(map.Skills ?? []).Concat(inForce.Skills ?? []).Concat(Asked(inForce).Select(a => a.Skill)).ToHashSet(StringComparer.Ordinal);
        if (Asked(map).FirstOrDefault(a => !known.Contains(a.Skill)) is not { Skill: { } skill } wrong)
        {
            return null;
        }

        var near = Spelling.Near(skill, known);
        var meant = near.IsEmpty ? "" : $" Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?";
        return Rejection.Because(
            Partition.UnknownSkill, $"{wrong.Domain}/{wrong.Area} asks for the skill '{skill}', which no agent here has.{meant} If agents with it are to come, list it under the map's skills.",
            ("domain", wrong.Domain), ("area", wrong.Area), ("skill", skill), ("near", string.Join(' ', near)), ("field", "skills"));
    }

    private static IEnumerable<(string Domain, string Area, string Skill)> Asked(DomainMap map) =>
        map.Domains.SelectMany(d => d.Areas.SelectMany(a => a.Skills.Select(s => (d.Name, a.Name, s))));
}
