using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Application.Templates;

/// <summary>Reads a rendered template.</summary>
internal static class DefinitionReader
{
    public static WorkflowDefinition Read(YamlItem document, Issues issues)
    {
        var fields = new YamlFields(document, issues);
        var name = fields.Name();
        fields.Take("description");
        fields.Take("parameters");
        var settings = fields.Require("workflow_templates") is { } item ? Settings(item, issues) : null;
        var skills = new SkillReader(fields.Names("skills"), issues);
        var stages = fields.Each("stages", s => StageReader.Read(s, skills, issues));
        var tasks = fields.Each("tasks", t => TaskReader.Read(t, skills, issues));
        var gates = fields.Each("gates", g => GateReader.Read(g, skills, issues));
        var milestones = fields.Each("milestones", m => Milestone(m, issues));
        fields.RefuseOthers();
        if (tasks.IsEmpty && !issues.Any)
        {
            issues.Add(TemplateIssueCodes.MissingField, "a workflow needs at least one task", document);
        }

        var placed = StageReader.Place(tasks, stages, [.. gates.Select(g => g.Name)], document, issues);
        var definition = new WorkflowDefinition(
            name, [.. placed.Stages.Select(s => s.Definition)], placed.Tasks, gates, milestones, settings ?? new(1, default, default, default, default));
        Check(definition, document, issues);
        return definition;
    }

    private static RunSettings Settings(YamlItem item, Issues issues)
    {
        var fields = new YamlFields(item, issues);
        var settings = new RunSettings(
            fields.RequiredInteger("concurrent_development", 1, 256),
            fields.RequiredChoice<Weft.Domain.Workflows.Coordination>("coordination_strategy"),
            fields.RequiredChoice<ConflictApproach>("conflict_resolution"),
            fields.RequiredChoice<QualityStrategy>("quality_integration"),
            fields.RequiredChoice<MetricsLevel>("performance_monitoring"));
        fields.RefuseOthers();
        return settings;
    }

    private static MilestoneDefinition Milestone(YamlItem item, Issues issues)
    {
        var fields = new YamlFields(item, issues);
        var milestone = new MilestoneDefinition(fields.Name(), fields.Integer("weight", 1, 1, 1_000), fields.Names("requires"));
        if (milestone.Requires.IsEmpty)
        {
            issues.Add(TemplateIssueCodes.MissingField, "a milestone requires at least one task or gate", item);
        }

        fields.Take("description");
        fields.RefuseOthers();
        return milestone;
    }

    /// <summary>What only the whole can show; the places come from the document.</summary>
    private static void Check(WorkflowDefinition definition, YamlItem document, Issues issues)
    {
        if (issues.Any)
        {
            return;
        }

        var problems = Graph.Check(definition);
        var places = problems.IsEmpty ? [] : Places(document);
        foreach (var problem in problems)
        {
            var at = places.GetValueOrDefault(problem.Path) ?? places.GetValueOrDefault(problem.Path.Split('.')[0]);
            issues.Add(new TemplateIssue(problem.Code, problem.Message, at?.Line, at?.Column, at?.Path ?? problem.Path));
        }

        if (problems.IsEmpty && DefinitionRules.Broken(definition) is { } broken)
        {
            issues.Add(new TemplateIssue(TemplateIssueCodes.TooLarge, broken.Detail, Path: broken.Facts.GetValueOrDefault("path")));
        }
    }

    private static Dictionary<string, YamlItem> Places(YamlItem document)
    {
        var places = new Dictionary<string, YamlItem>(StringComparer.Ordinal);
        var open = new Stack<YamlItem>([document]);
        while (open.TryPop(out var item))
        {
            places[item.Path] = item;
            ImmutableArray<YamlItem> inner = item switch
            {
                YamlList list => list.Items,
                YamlMap map => [.. map.Entries.Select(e => e.Value)],
                _ => [],
            };
            foreach (var part in inner)
            {
                open.Push(part);
            }
        }

        return places;
    }
}
