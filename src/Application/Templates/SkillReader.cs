using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Application.Templates;

/// <summary>Reads the skills a task asks for: a list of names, or names with the least level.</summary>
internal sealed class SkillReader(ImmutableArray<string> known, Issues issues)
{
    private readonly HashSet<string> _known = [.. known];

    public ImmutableArray<SkillRequirement> Read(YamlItem? item)
    {
        switch (item)
        {
            case null:
                return [];
            case YamlList list:
                return Once([.. list.Items.Select(i => new SkillRequirement(Known(i), 0))], list);
            case YamlMap map:
                return [.. map.Entries.Select(e => new SkillRequirement(Known(e.Key), YamlValues.Number(e.Value, issues, 0, 0, 1, whole: false)))];
            default:
                issues.Add(TemplateIssueCodes.BadValue, "skills are a list of names, or a mapping of names to levels from 0 to 1", item);
                return [];
        }
    }

    private string Known(YamlItem item)
    {
        var name = YamlValues.Name(item, issues);
        if (!_known.Contains(name))
        {
            var vocabulary = _known.Count == 0 ? "the template lists none under skills" : $"known are {string.Join(", ", _known.Order(StringComparer.Ordinal).Take(20))}";
            issues.Add(TemplateIssueCodes.UnknownSkill, $"'{name}' is not a known skill: {vocabulary}", item);
        }

        return name;
    }

    private ImmutableArray<SkillRequirement> Once(ImmutableArray<SkillRequirement> skills, YamlList list)
    {
        if (skills.DistinctBy(s => s.Name).Count() < skills.Length)
        {
            issues.Add(TemplateIssueCodes.DuplicateName, "a skill is named twice", list);
        }

        return skills;
    }
}
