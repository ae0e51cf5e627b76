using Npgsql;
using Weft.Application.EventStore;

namespace Weft.Application.Workspaces;

/// <summary>Which workspaces there are: each has exactly one stream that says so.</summary>
public sealed class WorkspaceList(NpgsqlDataSource database)
{
    /// <param name="only">the only one to look for; null: all</param>
    public async Task<IReadOnlyList<(string Name, long Version)>> ReadAsync(string? only, string? after, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select s.tenant_id, s.version from {MartenSetup.Schema}.weft_ownership o
            join {MartenSetup.Schema}.mt_streams s on s.tenant_id = o.tenant and s.id = 'workspace'
            where o.tenant <> $1 and ($2::text is null or o.tenant = $2) and ($3::text is null or o.tenant > $3) order by o.tenant limit $4
            """);
        command.CommandTimeout = 10;
        command.Parameters.AddWithValue(MartenSetup.SystemWorkspace);
        command.Parameters.AddWithValue((object?)only ?? DBNull.Value);
        command.Parameters.AddWithValue((object?)after ?? DBNull.Value);
        command.Parameters.AddWithValue(limit);
        var found = new List<(string, long)>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            found.Add((rows.GetString(0), rows.GetInt64(1)));
        }

        return found;
    }
}
