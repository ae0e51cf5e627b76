using JasperFx.Events;
using Weft.Domain.Workflows;

namespace Weft.Projections.Workflows;

/// <summary>Whom events name: their rows are loaded before the events are folded.</summary>
internal static class Mentions
{
    public static IEnumerable<string> Tasks(IWorkflowEvent happened) => happened switch
    {
        MergeConflicted e => [e.Task, e.Of],
        MergeQueued e => [e.Task, e.Of],
        ITaskEvent e => [e.Task],
        GateOpened e => e.Checks,
        TasksSetBack e => e.Tasks.Select(t => t.Task),
        WorkflowRolledBack e => e.Tasks.Select(t => t.Task),
        _ => [],
    };

    public static IEnumerable<string> Agents(IReadOnlyList<IEvent> events) =>
        events.Where(e => e.Is(Streams.Agent)).Select(e => e.StreamKey![Streams.Agent.Length..])
            .Concat(events.Select(e => e.Data).OfType<TaskAssigned>().Select(e => e.Agent));
}
