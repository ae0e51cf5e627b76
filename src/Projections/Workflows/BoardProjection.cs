using JasperFx.Events;
using Marten;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Metrics;

namespace Weft.Projections.Workflows;

/// <summary>The board: workflows, their tasks and gates, the agents and what they hold, what was finished when, and the timeline of it all. One
/// reads the events for all of these: they are read once, and every row of a batch is stored together.</summary>
public sealed class BoardProjection : RowProjection
{
    public const string BoardName = "board";

    /// <summary>So many that most workflows begin and end in one batch: their rows are then written once, and not read at all.</summary>
    private const int EventsPerBatch = 10_000;

    public BoardProjection()
        : base(BoardName, version: 12, typeof(AgentRow), typeof(FamilyRow), typeof(GateRow), typeof(PlanRow), typeof(RunRow), typeof(SlaRow), typeof(TaskRow), typeof(ThroughputBucket), typeof(WorkflowRow))
    {
        Hears(typeof(IAgentEvent), typeof(IWorkflowEvent));
        Options.BatchSize = EventsPerBatch;
        Options.MaximumHopperSize = 2 * EventsPerBatch;
    }

    public override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var batch = new BoardBatch(operations, cancellation);
        await batch.LoadAsync(events).ConfigureAwait(false);
        foreach (var happened in events)
        {
            switch (happened.Data)
            {
                case IWorkflowEvent e when await IsNextAsync(batch, happened).ConfigureAwait(false):
                    var at = Moment.Of(happened, Streams.Workflow);
                    await WorkflowFold.ApplyAsync(batch, e, at).ConfigureAwait(false);
                    await TimelineFold.ApplyAsync(batch, e, at).ConfigureAwait(false);
                    break;
                case IAgentEvent e:
                    await ApplyAsync(batch, e, Moment.Of(happened, Streams.Agent)).ConfigureAwait(false);
                    break;
            }
        }

        batch.Save();
    }

    private static async ValueTask ApplyAsync(BoardBatch batch, IAgentEvent happened, Moment at)
    {
        var row = await batch.Agents.FindAsync(at.Stream).ConfigureAwait(false);
        if (row?.State is not { } known || known.Version < at.Version)
        {
            batch.Agents.Put(AgentFold.Apply(row, happened, at));
        }
    }

    /// <summary>What was delivered before changes nothing; a hole in a stream stops the projection, since everything after it would be wrong.</summary>
    private static async ValueTask<bool> IsNextAsync(BoardBatch batch, IEvent happened)
    {
        var known = (await batch.Workflows.FindAsync(happened.StreamKey![Streams.Workflow.Length..]).ConfigureAwait(false))?.Version ?? 0;
        return happened.Version <= known ? false
            : happened.Version == known + 1 ? true
            : throw new InvalidOperationException($"Stream {happened.StreamKey} goes from version {known} to {happened.Version}.");
    }
}
