using System.Collections.Immutable;
using Marten;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Projections.Agents;
using Weft.Projections.Workflows;

namespace Weft.Projections.Distribution;

/// <summary>The agents of a workspace as the dispatcher sees them now: what is offered to one takes a place of it, as what it holds does.</summary>
internal sealed record PresentAgents(ImmutableArray<AgentRow> Rows, ImmutableArray<AgentState> States)
{
    public static async Task<PresentAgents> ReadAsync(Snapshot moment, IEffects effects, CancellationToken cancellation)
    {
        var rows = await moment.Session.Query<AgentRow>().ToListAsync(cancellation);
        var offered = await moment.Session.Query<TaskRow>().Where(t => t.Active && t.OfferedTo != null).ToListAsync(cancellation);
        var offers = offered.ToLookup(t => t.OfferedTo!, t => new Hold(t.OfferedTo!, t.Kind, DateTimeOffset.MaxValue, []), StringComparer.Ordinal);
        return Of([.. rows.Where(r => r.State is not null).OrderBy(r => r.Id, StringComparer.Ordinal)], offers, effects);
    }

    public static PresentAgents Of(ImmutableArray<AgentRow> rows, ILookup<string, Hold> offers, IEffects effects)
    {
        var holds = rows.ToDictionary(r => r.Id, r => (IReadOnlyCollection<Hold>)[.. r.Held.Select(h => new Hold(r.Id, h.Kind, h.Since, h.Practice ?? [])), .. offers[r.Id]], StringComparer.Ordinal);
        var ordinary = Reserve.Ordinary(effects, rows.Select(r => (r.State!, holds[r.Id].Count(h => h.Kind is WorkKind.Work or WorkKind.Check))));
        return new PresentAgents(rows, [.. rows.Select(r => AgentStates.Of(r.State!, holds[r.Id], effects, ordinary))]);
    }
}
