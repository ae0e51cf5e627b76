using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>What an owner needs to know of a workspace before it answers, kept in a row now and then.</summary>
/// <param name="AtRest">nothing was open</param>
internal sealed record OwnerCheckpoint(Dictionary<int, long> Counters, List<string> Workflows, List<string> Agents, bool AtRest = false)
{
    /// <summary>Workspaces in which something is open, and where their owners are reached: all but those that were left at rest and not written to since.</summary>
    public static async Task<IReadOnlyList<(string Workspace, string? Address)>> LiveAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select o.tenant, o.address from weft.weft_ownership o left join weft.weft_checkpoints c on c.tenant = o.tenant and (c.state ->> 'atRest')::boolean
            left join lateral (select 1 as one from weft.mt_events e where e.tenant_id = o.tenant and e.seq_id > c.position order by e.seq_id limit 1) later on true
            where c.tenant is null or later.one is not null order by o.tenant
            """);
        var live = new List<(string, string?)>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            live.Add((rows.GetString(0), await rows.IsDBNullAsync(1, cancellation) ? null : rows.GetString(1)));
        }

        return live;
    }
}
