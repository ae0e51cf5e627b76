using System.Collections.Immutable;
using Weft.Domain.Agents;
using Weft.Domain.Balancing;

namespace Weft.Projections.Agents;

/// <summary>Who has started how many of the agents that are here.</summary>
public static class Launchers
{
    private static readonly string[] Here = [.. Enum.GetValues<AgentStatus>().Where(Launched.Counts).Select(s => s.ToString())];

    public static async Task<ImmutableSortedDictionary<string, int>> ReadAsync(Snapshot moment, CancellationToken cancellation)
    {
        await using var command = moment.Command(
            $"""
            select data -> 'state' -> 'profile' ->> 'launcher', count(*)::int from {moment.Agents}
            where tenant_id = $1 and data -> 'state' -> 'profile' ->> 'launcher' is not null and data -> 'state' ->> 'status' = any($2) group by 1
            """, [Here]);
        var found = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found[rows.GetString(0)] = rows.GetInt32(1);
        }

        return found.ToImmutable();
    }
}
