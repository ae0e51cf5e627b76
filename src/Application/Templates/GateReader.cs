using Weft.Domain.Workflows;

namespace Weft.Application.Templates;

/// <summary>Reads one gate with its checks.</summary>
internal static class GateReader
{
    private const int Week = 7 * 24 * 3600;

    public static GateDefinition Read(YamlItem item, SkillReader skills, Issues issues)
    {
        var fields = new YamlFields(item, issues);
        var gate = new GateDefinition(
            fields.Name(),
            TaskReader.Once(fields.Names("after"), "after", item, issues),
            fields.Each("checks", c => Check(c, skills, issues)),
            fields.Integer("timeout_seconds", 0, 0, Week));
        if (gate.After.IsEmpty)
        {
            issues.Add(TemplateIssueCodes.MissingField, "a gate comes after at least one task or gate", item);
        }

        TaskReader.Once([.. gate.Checks.Select(c => c.Name)], "checks", item, issues);
        fields.Take("description");
        fields.RefuseOthers();
        return gate;
    }

    private static CheckDefinition Check(YamlItem item, SkillReader skills, Issues issues)
    {
        var fields = new YamlFields(item, issues);
        var check = new CheckDefinition(
            fields.Name(), fields.RequiredText("command"), skills.Read(fields.Take("skills")), fields.Integer("timeout_seconds", 600, 1, 86_400));
        fields.Take("description");
        fields.RefuseOthers();
        return check;
    }
}
