using System.Text.Json;
using Marten;
using Npgsql;

namespace Weft.Projections.Audit;

/// <summary>Rows of any read model as they are stored.</summary>
public static class RawRows
{
    private const int MaxPageBytes = 1024 * 1024;

    public static bool IsTable(string name) => ReadModels.Tables.Any(t => t.Table == name);

    public static async Task<(List<JsonElement> Rows, string? Next)> PageAsync(
        IDocumentStore store, NpgsqlDataSource database, string table, string tenant, string? after, int limit, CancellationToken cancellation)
    {
        if (!IsTable(table))
        {
            throw new ArgumentException($"There is no read model '{table}'.", nameof(table));
        }

        await using var command = database.CreateCommand(
            $"select id, data::text from {store.Options.DatabaseSchemaName}.mt_doc_{table} where tenant_id = $1 and ($2 = '' or id > $2) order by id limit $3");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(after ?? "");
        command.Parameters.AddWithValue(limit + 1);
        var (rows, last, bytes) = (new List<JsonElement>(), "", 0);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var text = reader.GetString(1);
            bytes += text.Length;
            if (rows.Count == limit || (rows.Count > 0 && bytes > MaxPageBytes))
            {
                return (rows, last);
            }

            rows.Add(JsonSerializer.Deserialize<JsonElement>(text));
            last = reader.GetString(0);
        }

        return (rows, null);
    }
}
