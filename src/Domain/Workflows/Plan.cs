using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>A run is defined, and started or not. Large definitions are planned in several events.</summary>
public static class Plan
{
    public const int MaxTasks = 20_000;
    public const int MaxEvents = 200_000;
    public const int TasksPerEvent = 200;

    public static Decision<IWorkflowEvent> Decide(
        Workflow? state, string id, WorkflowDefinition definition, string template, int templateVersion,
        ImmutableSortedDictionary<string, string> parameters, RepositoryRef? repository, bool start, DateTimeOffset now)
    {
        if (state is not null)
        {
            return Rejection.Because("workflow.exists", $"Workflow '{id}' exists already.", ("workflow", id));
        }

        if (DefinitionRules.Broken(definition) is { } broken)
        {
            return broken;
        }

        var story = new Story(null, now).Tell(new WorkflowDefined(
            id, definition.Name, template, templateVersion, parameters, definition.Settings, definition.Stages,
            definition.Gates, definition.Milestones, repository, definition.Tasks.Length));
        foreach (var chunk in Chunks(definition.Tasks))
        {
            story.Tell(new TasksPlanned(chunk));
        }

        return start ? Advance.End(Advance.All(story.Tell(new WorkflowStarted()))) : story.Events();
    }

    /// <summary>At most 200 tasks and about 48 KB each.</summary>
    private static IEnumerable<ImmutableArray<TaskDefinition>> Chunks(ImmutableArray<TaskDefinition> tasks)
    {
        var chunk = ImmutableArray.CreateBuilder<TaskDefinition>();
        var bytes = 0;
        foreach (var task in tasks)
        {
            var size = DefinitionRules.Size(task);
            if (chunk.Count == TasksPerEvent || (chunk.Count > 0 && bytes + size > DefinitionRules.BytesPerEvent))
            {
                yield return chunk.ToImmutable();
                chunk.Clear();
                bytes = 0;
            }

            chunk.Add(task);
            bytes += size;
        }

        yield return chunk.ToImmutable();
    }
}
