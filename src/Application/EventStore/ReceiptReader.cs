using System.Text.Json;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Finds the receipts of commands that were stored before.</summary>
internal sealed class ReceiptReader(NpgsqlDataSource database)
{
    public async Task<Dictionary<(string Actor, string Key), (string BodyHash, JsonElement Answer)>> FindAsync(
        string workspace, IReadOnlyList<(string Actor, string Key)> keys, CancellationToken cancellation)
    {
        var found = new Dictionary<(string, string), (string, JsonElement)>();
        await using var command = database.CreateCommand(
            """
            select r.actor, r.key, r.body_hash, r.answer::text from weft.weft_receipts r
            join unnest($2, $3) as n(actor, key) on r.actor = n.actor and r.key = n.key where r.tenant = $1
            """);
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(keys.Select(k => k.Actor).ToArray());
        command.Parameters.AddWithValue(keys.Select(k => k.Key).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found[(reader.GetString(0), reader.GetString(1))] = (reader.GetString(2), JsonSerializer.Deserialize<JsonElement>(reader.GetString(3)));
        }

        return found;
    }

    /// <summary>The keys used last, newest first.</summary>
    public async Task<List<(string Actor, string Key)>> RecentAsync(string workspace, int max, CancellationToken cancellation)
    {
        var recent = new List<(string, string)>();
        await using var command = database.CreateCommand("select actor, key from weft.weft_receipts where tenant = $1 and at > now() - interval '24 hours' order by at desc limit $2");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(max);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            recent.Add((rows.GetString(0), rows.GetString(1)));
        }

        return recent;
    }
}
