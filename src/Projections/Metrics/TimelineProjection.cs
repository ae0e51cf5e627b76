using JasperFx.Events;
using Marten;
using Weft.Domain.Workflows;
using Weft.Projections.Workflows;

namespace Weft.Projections.Metrics;

/// <summary>The timeline: for every task, when it waited for what, and who worked on it.</summary>
public sealed class TimelineProjection : RowProjection
{
    public const string TimelineName = "timeline";

    public TimelineProjection()
        : base(TimelineName, version: 1, typeof(RunRow), typeof(TimelineRow)) => Hears(typeof(IWorkflowEvent));

    public override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var batch = new TimelineBatch(operations, cancellation);
        var mine = events.Where(e => e.Data is IWorkflowEvent).Select(e => (Event: (IWorkflowEvent)e.Data, At: Moment.Of(e, Streams.Workflow))).ToArray();
        await batch.Runs.LoadAsync(mine.Select(m => m.At.Stream)).ConfigureAwait(false);
        await batch.Rows.LoadAsync(mine.SelectMany(m => Named(m.Event).Select(task => TaskRow.IdOf(m.At.Stream, task)))).ConfigureAwait(false);
        foreach (var (happened, at) in mine)
        {
            await batch.ApplyAsync(happened, at).ConfigureAwait(false);
        }

        batch.Rows.Save();
        batch.Runs.Save();
    }

    private static IEnumerable<string> Named(IWorkflowEvent happened) => happened switch
    {
        MergeConflicted e => [e.Task, e.Of],
        ITaskEvent e => [e.Task],
        TasksSetBack e => e.Tasks.Select(t => t.Task),
        WorkflowRolledBack e => e.Tasks.Select(t => t.Task),
        _ => [],
    };
}
