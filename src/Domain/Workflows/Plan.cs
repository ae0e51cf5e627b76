using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

/// <summary>A run is defined, and started or not. Large definitions are planned in several events.</summary>
public static class Plan
{
    public const int MaxTasks = 20_000;
    public const int MaxEvents = 200_000;
    public const int TasksPerEvent = 200;
    private const int BytesPerEvent = 48 * 1024;

    public static Decision<IWorkflowEvent> Decide(
        Workflow? state, string id, WorkflowDefinition definition, string template, int templateVersion,
        ImmutableSortedDictionary<string, string> parameters, RepositoryRef? repository, bool start, DateTimeOffset now)
    {
        if (state is not null)
        {
            return Rejection.Because("workflow.exists", $"Workflow '{id}' exists already.", ("workflow", id));
        }

        if (definition.Tasks.IsEmpty)
        {
            return Rejection.Because("workflow.empty", "A workflow needs at least one task.");
        }

        if (definition.Tasks.Length > MaxTasks)
        {
            return Rejection.Because("workflow.too-large", $"A workflow has at most {MaxTasks} tasks; this one has {definition.Tasks.Length}.");
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
            var size = 300 + (task.Command?.Length ?? 0) + task.Name.Length + task.Needs.Sum(n => n.Length + 4)
                + task.Skills.Sum(s => s.Name.Length + 30) + task.Consumes.Concat(task.Produces).Concat(task.Paths).Sum(p => p.Length + 4);
            if (chunk.Count == TasksPerEvent || (chunk.Count > 0 && bytes + size > BytesPerEvent))
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
