using JasperFx.Events;
using Marten;
using Weft.Domain.Causality;
using Weft.Domain.Conflicts;

namespace Weft.Projections.Conflicts;

/// <summary>Conflicts, open and settled.</summary>
public sealed class ConflictProjection : RowProjection
{
    public const string ConflictsName = "conflicts";

    public ConflictProjection()
        : base(ConflictsName, version: 1, typeof(ConflictRow)) => Hears(typeof(IConflictEvent));

    public override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var rows = new Rows<ConflictRow>(operations, cancellation);
        var mine = events.Where(e => e.Data is IConflictEvent).ToArray();
        await rows.LoadAsync(mine.Select(e => Moment.Of(e, Streams.Conflict).Stream)).ConfigureAwait(false);
        foreach (var happened in mine)
        {
            var at = Moment.Of(happened, Streams.Conflict);
            var state = (await rows.FindAsync(at.Stream).ConfigureAwait(false))?.State;
            if (state is null || state.Version < at.Version)
            {
                rows.Put(Row(Conflict.Evolve(state, (IConflictEvent)happened.Data, new Stamp(at.Version, at.At, Dot.None)), at));
            }
        }

        rows.Save();
    }

    private static ConflictRow Row(Conflict state, Moment at) => new()
    {
        Id = at.Stream,
        Workflow = state.Workflow,
        Task = state.Task,
        Open = state.IsOpen,
        State = state,
        Position = at.Position,
    };
}
