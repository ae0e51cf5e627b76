using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;

namespace Weft.Application.EventStore;

/// <summary>Finds the receipts of commands that were stored before.</summary>
internal sealed class ReceiptReader(NpgsqlDataSource database)
{
    /// <summary>After a start many workspaces read all that they have: they leave the store's connections to those who wait for an answer.</summary>
    private static readonly SemaphoreSlim Readers = new(2);

    /// <summary>With how far the workspace had come then, which is no less than where the commands stand: they may have been stored a moment ago, by a batch
    /// of which nobody has heard yet. Of all of them in one round trip, each by its index: a join would be planned as a look through the whole table while there are no statistics.</summary>
    public async Task<Dictionary<(string Actor, string Key), (string BodyHash, JsonElement Answer, long Position)>> FindAsync(
        string workspace, IReadOnlyList<(string Actor, string Key)> keys, CancellationToken cancellation)
    {
        var found = new Dictionary<(string, string), (string, JsonElement, long)>();
        await using var command = database.CreateCommand(
            """
            select n.actor, n.key, r.body_hash, r.reply, coalesce((select max(seq_id) from weft.mt_events where tenant_id = $1), 0) from unnest($2, $3) as n(actor, key)
            cross join lateral (select body_hash, coalesce(reply, answer::text) as reply from weft.weft_receipts where tenant = $1 and actor = n.actor and key = n.key limit 1) as r
            """);
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(keys.Select(k => k.Actor).ToArray());
        command.Parameters.AddWithValue(keys.Select(k => k.Key).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found[(reader.GetString(0), reader.GetString(1))] = (reader.GetString(2), JsonSerializer.Deserialize<JsonElement>(reader.GetString(3)), reader.GetInt64(4));
        }

        return found;
    }

    /// <summary>The keys used last, newest first.</summary>
    public async IAsyncEnumerable<(string Actor, string Key)> NewestAsync(string workspace, int max, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Readers.WaitAsync(cancellation);
        try
        {
            await using var command = database.CreateCommand("select actor, key from weft.weft_receipts where tenant = $1 order by at desc limit $2");
            command.CommandTimeout = 300;
            command.Parameters.AddWithValue(workspace);
            command.Parameters.AddWithValue(max);
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                yield return (rows.GetString(0), rows.GetString(1));
            }
        }
        finally
        {
            Readers.Release();
        }
    }
}
