using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Application.Templates;

/// <summary>Every stage once, every task in a known stage, no stage after itself.</summary>
internal static class StageRules
{
    public static void Check(ImmutableArray<Stage> stages, ImmutableArray<TaskDefinition> tasks, ImmutableArray<string> gates, Issues issues)
    {
        if (issues.Any)
        {
            return;
        }

        CheckNames(stages, tasks, issues);
        CheckTasks(stages, tasks, issues);
        CheckAfter(stages, [.. tasks.Select(t => t.Name), .. gates, .. stages.Select(s => s.Definition.Name)], issues);
        CheckCycles(stages, issues);
    }

    private static void CheckAfter(ImmutableArray<Stage> stages, HashSet<string> known, Issues issues)
    {
        foreach (var (stage, name) in stages.SelectMany(s => s.After.Select(a => (s, a))).Where(x => !known.Contains(x.a)))
        {
            issues.Add(TemplateIssueCodes.UnknownDependency, $"'{stage.Definition.Name}' comes after '{name}', which is neither a stage, a task nor a gate", stage.At);
        }
    }

    private static void CheckNames(ImmutableArray<Stage> stages, ImmutableArray<TaskDefinition> tasks, Issues issues)
    {
        var seen = tasks.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var stage in stages.Where(s => !seen.Add(s.Definition.Name)))
        {
            issues.Add(TemplateIssueCodes.DuplicateName, $"'{stage.Definition.Name}' is the name of another stage or of a task", stage.At);
        }
    }

    private static void CheckTasks(ImmutableArray<Stage> stages, ImmutableArray<TaskDefinition> tasks, Issues issues)
    {
        var known = stages.Select(s => s.Definition.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < tasks.Length; i++)
        {
            if (!known.Contains(tasks[i].Stage))
            {
                var said = tasks[i].Stage.Length == 0 ? "the task says no stage" : $"'{tasks[i].Stage}' is not a stage";
                issues.Add(new TemplateIssue(
                    TemplateIssueCodes.UnknownStage, $"{said}; there are {string.Join(", ", known)}", Path: FormattableString.Invariant($"tasks[{i}].stage")));
            }
        }

        var used = tasks.Select(t => t.Stage).ToHashSet(StringComparer.Ordinal);
        foreach (var stage in stages.Where(s => !used.Contains(s.Definition.Name) && !tasks.IsEmpty))
        {
            issues.Add(TemplateIssueCodes.BadValue, $"the stage '{stage.Definition.Name}' has no task", stage.At);
        }
    }

    /// <summary>The stages as if each were one task: the same rules hold.</summary>
    private static void CheckCycles(ImmutableArray<Stage> stages, Issues issues)
    {
        var names = stages.Select(s => s.Definition.Name).ToHashSet(StringComparer.Ordinal);
        var asTasks = stages.Select(s => new TaskDefinition(
            s.Definition.Name, "", [.. s.After.Where(names.Contains)], [], Complexity.Simple, 0, 1, 1, RetryPolicy.Default, [], [], BaseChoice.Latest, null, []));
        var cycles = Graph.Check(new WorkflowDefinition("stages", [], [.. asTasks], [], [], new(1, default, default, default, default)));
        foreach (var cycle in cycles.Where(c => c.Code == Graph.Cycle))
        {
            var at = stages[int.Parse(cycle.Path.Split('[', ']')[1], System.Globalization.CultureInfo.InvariantCulture)].At;
            issues.Add(cycle.Code, $"stages: {cycle.Message}", at);
        }
    }
}
