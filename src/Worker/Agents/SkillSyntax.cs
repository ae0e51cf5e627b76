using System.Globalization;
using Weft.Contracts;

namespace Weft.Worker.Agents;

/// <summary>Skills as people write them: <c>csharp=0.8,react</c>. Without a level it is 1.</summary>
public static class SkillSyntax
{
    public static IReadOnlyList<SkillLevel> Parse(string? text)
    {
        var skills = new List<SkillLevel>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, level) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, var right] ? (left, right) : (part, "1");
            if (name.Length == 0)
                throw new FormatException($"'{part}' has no skill's name");
            if (!double.TryParse(level, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is < 0 or > 1)
                throw new FormatException($"'{part}': a skill's level is a number from 0 to 1");
            if (skills.Any(skill => skill.Name == name))
                throw new FormatException($"skill '{name}' is named twice");
            skills.Add(new SkillLevel(name, value));
        }
        return skills;
    }
}
