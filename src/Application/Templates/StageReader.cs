using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Application.Templates;

/// <param name="After">stages, tasks or gates that the stage's tasks wait for</param>
/// <param name="Skills">what its tasks need that name none themselves</param>
internal sealed record Stage(StageDefinition Definition, ImmutableArray<string> After, ImmutableArray<SkillRequirement> Skills, YamlItem At);

/// <summary>Reads stages, and writes what they order into the dependencies of their tasks: the domain knows only those.</summary>
internal static class StageReader
{
    public static Stage Read(YamlItem item, SkillReader skills, Issues issues)
    {
        var fields = new YamlFields(item, issues);
        var definition = new StageDefinition(fields.Name(), fields.Choice("mode", StageMode.Parallel));
        var after = TaskReader.Once(fields.Names("after"), "after", item, issues);
        var needed = skills.Read(fields.Take("skills"));
        fields.Take("description");
        fields.RefuseOthers();
        return new Stage(definition, after, needed, item);
    }

    public static (ImmutableArray<Stage> Stages, ImmutableArray<TaskDefinition> Tasks) Place(
        ImmutableArray<TaskDefinition> tasks, ImmutableArray<Stage> stages, ImmutableArray<string> gates, YamlItem document, Issues issues)
    {
        if (stages.IsEmpty)
        {
            stages = [new Stage(new StageDefinition("main", StageMode.Parallel), [], [], document)];
        }

        var named = tasks.Select(t => t.Stage.Length == 0 && stages.Length == 1 ? t with { Stage = stages[0].Definition.Name } : t).ToImmutableArray();
        StageRules.Check(stages, named, gates, issues);
        return (stages, issues.Any ? named : Order(stages, named, issues));
    }

    private static ImmutableArray<TaskDefinition> Order(ImmutableArray<Stage> stages, ImmutableArray<TaskDefinition> tasks, Issues issues)
    {
        var members = tasks.ToLookup(t => t.Stage, StringComparer.Ordinal);
        var ends = stages.ToDictionary(s => s.Definition.Name, s => Ends(s.Definition, [.. members[s.Definition.Name]]), StringComparer.Ordinal);
        if (stages.Sum(s => members[s.Definition.Name].Count() * s.After.Sum(a => ends.TryGetValue(a, out var last) ? (long)last.Length : 1)) > Graph.MaxDependencies)
        {
            issues.Add(new TemplateIssue(TemplateIssueCodes.TooLarge, "too many dependencies between the tasks of two stages: put a gate between them", Path: "stages"));
            return tasks;
        }

        var byName = stages.ToDictionary(s => s.Definition.Name, StringComparer.Ordinal);
        var inStage = tasks.ToLookup(t => t.Stage, t => t.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var previous = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. tasks.Select(Placed)];

        TaskDefinition Placed(TaskDefinition task)
        {
            var stage = byName[task.Stage];
            var isFirst = !previous.TryGetValue(task.Stage, out var before) || stage.Definition.Mode == StageMode.Parallel;
            previous[task.Stage] = task.Name;
            var waits = !isFirst ? [before!] : task.Needs.Any(inStage[task.Stage].Contains)
                ? []
                : stage.After.SelectMany(a => ends.TryGetValue(a, out var last) ? last : [a]);
            var placed = task.Skills.IsEmpty && !stage.Skills.IsEmpty ? task with { Skills = stage.Skills, SkillsFrom = "template" } : task;
            return placed with { Needs = [.. task.Needs.Concat(waits).Distinct(StringComparer.Ordinal)] };
        }
    }

    /// <summary>The tasks of a stage that nothing in the same stage waits for: when they are done, the stage is.</summary>
    private static ImmutableArray<string> Ends(StageDefinition stage, ImmutableArray<TaskDefinition> members)
    {
        if (stage.Mode == StageMode.Sequential)
        {
            return members.IsEmpty ? [] : [members[^1].Name];
        }

        var needed = members.SelectMany(m => m.Needs).ToHashSet(StringComparer.Ordinal);
        return [.. members.Select(m => m.Name).Where(n => !needed.Contains(n))];
    }
}
