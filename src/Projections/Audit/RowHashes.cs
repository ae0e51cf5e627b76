using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Marten;
using Npgsql;
using Weft.Domain.Audit;

namespace Weft.Projections.Audit;

/// <summary>The rows of one table and tenant, each as a hash of its canonical JSON, with the columns that were copied out of it.</summary>
public sealed class RowHashes
{
    private readonly SortedDictionary<string, byte[]> _rows = new(StringComparer.Ordinal);

    public int Count => _rows.Count;

    /// <summary>Of all rows together, in the order of their ids.</summary>
    public string Hash
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (id, row) in _rows)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(id));
                hash.AppendData(row);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    public static async Task<RowHashes> ReadAsync(IDocumentStore store, NpgsqlConnection connection, string table, string tenant, CancellationToken cancellation)
    {
        var hashes = new RowHashes();
        await using var command = new NpgsqlCommand(Sql(store, table, ""), connection) { CommandTimeout = 300 };
        command.Parameters.AddWithValue(tenant);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            hashes._rows[rows.GetString(0)] = SHA256.HashData(Canonical(rows.GetString(1)));
        }

        return hashes;
    }

    /// <summary>One row as canonical text; null when it is not there.</summary>
    public static async Task<string?> TextAsync(IDocumentStore store, NpgsqlConnection connection, string table, string tenant, string id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql(store, table, " and id = $2"), connection);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(id);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await rows.ReadAsync(cancellation).ConfigureAwait(false) ? Encoding.UTF8.GetString(Canonical(rows.GetString(1))) : null;
    }

    /// <summary>Ids whose rows are not the same on both sides, in order.</summary>
    public IEnumerable<string> DifferencesTo(RowHashes other) => _rows.Keys.Union(other._rows.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Where(id => !_rows.TryGetValue(id, out var mine) || !other._rows.TryGetValue(id, out var theirs) || !mine.AsSpan().SequenceEqual(theirs));

    public bool Has(string id) => _rows.ContainsKey(id);

    /// <summary>Everything but Marten's own bookkeeping (versions, times of writing).</summary>
    private static string Sql(IDocumentStore store, string table, string more) =>
        $"""
        select id, (select jsonb_object_agg(c.key, c.value)::text from jsonb_each(to_jsonb(t)) c where c.key not like 'mt\_%' and c.key <> 'tenant_id')
        from {store.Options.DatabaseSchemaName}.mt_doc_{table} t where tenant_id = $1{more}
        """;

    private static byte[] Canonical(string json) => StateHash.Canonical(JsonSerializer.Deserialize<JsonElement>(json));
}
