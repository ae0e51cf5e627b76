using System.Collections.Immutable;
using JasperFx.Events;
using Marten;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;
using Weft.Domain.Distribution;
using Weft.Projections.Agents;
using Weft.Projections.Balancing;

namespace Weft.Projections.Distribution;

/// <summary>Agents as they stood at these versions of their streams, in their order.</summary>
public delegate Task<IReadOnlyList<Agent?>> PastAgents(IReadOnlyList<(string Id, long Version)> agents, CancellationToken cancellation);

/// <summary>The agents of the workspace that a decision did not look at, since they did not ask, had no place or had left: as they stood when it
/// was made, from their events up to then.</summary>
internal static class Bystanders
{
    /// <param name="decided">the first event of the decision</param>
    /// <param name="considered">the agents that it looked at</param>
    public static async Task<ImmutableArray<AgentState>> ReadAsync(
        Snapshot moment, IEvent decided, IEnumerable<string> considered, PastAgents past, CancellationToken cancellation)
    {
        var known = considered.ToHashSet(StringComparer.Ordinal);
        var rows = (await moment.Session.Query<AgentRow>().ToListAsync(cancellation)).Where(r => r.State is not null && !known.Contains(r.Id)).ToList();
        var agents = await AgentsAsync(moment, rows, decided.Sequence, past, cancellation);
        if (agents.Count == 0)
        {
            return [];
        }

        var held = (await PastHolds.ReadAsync(moment, decided.Sequence, decided.Timestamp, [.. agents.Select(a => a.Id)], cancellation)).ToLookup(h => h.Agent, StringComparer.Ordinal);
        var effects = await EffectsAsync(moment, decided.Sequence, cancellation);
        return [.. agents.Select(a => AgentStates.Of(a, [.. held[a.Id]], effects))];
    }

    /// <summary>Most rows still say what was true then; the streams of the others are read.</summary>
    private static async Task<List<Agent>> AgentsAsync(Snapshot moment, List<AgentRow> rows, long before, PastAgents past, CancellationToken cancellation)
    {
        var versions = await VersionsAsync(moment, [.. rows.Select(r => Streams.Agent + r.Id)], before, cancellation);
        var then = rows.Where(r => versions.ContainsKey(Streams.Agent + r.Id)).Select(r => (Row: r, Version: versions[Streams.Agent + r.Id])).ToList();
        var changed = then.Where(r => r.Row.State!.Version != r.Version).Select(r => (r.Row.Id, r.Version)).ToList();
        var read = changed.Count == 0 ? [] : await past(changed, cancellation);
        return [.. then.Where(r => r.Row.State!.Version == r.Version).Select(r => r.Row.State!), .. read.OfType<Agent>()];
    }

    /// <summary>How far each stream had come; without those that had not begun.</summary>
    private static async Task<Dictionary<string, long>> VersionsAsync(Snapshot moment, string[] streams, long before, CancellationToken cancellation)
    {
        await using var command = moment.Command(
            $"""
            select s.id, e.version from unnest($2::text[]) as s (id) cross join lateral
                (select version from {moment.Events} where tenant_id = $1 and stream_id = s.id and seq_id < $3 order by version desc limit 1) e
            """, streams, before);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            versions[rows.GetString(0)] = rows.GetInt64(1);
        }

        return versions;
    }

    /// <summary>Of what balancing had in force that which concerns agents: their processors as in the last window before.</summary>
    private static async Task<IEffects> EffectsAsync(Snapshot moment, long before, CancellationToken cancellation)
    {
        var window = await moment.LastEventAsync("balancing", "window_measured", cancellation, before) is WindowMeasured e
            ? await moment.Session.LoadAsync<WindowRow>(WindowRow.IdOf(e.Window), cancellation) : null;
        var processors = (window?.Agents ?? []).Where(a => a.Cpu is not null).ToImmutableSortedDictionary(a => a.Agent, a => a.Cpu!.Value, StringComparer.Ordinal);
        return new Effects(BalanceState.None with { Processors = processors }, BalancingPolicy.Default);
    }
}
