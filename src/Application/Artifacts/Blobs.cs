using Npgsql;
using NpgsqlTypes;

namespace Weft.Application.Artifacts;

/// <summary>Contents by their SHA-256: never overwritten, so that a hash in an event means the same bytes for ever.</summary>
public sealed class Blobs(NpgsqlDataSource database)
{
    private const int LimitSeconds = 60;

    /// <summary>Returns false when it was there already.</summary>
    public async Task<bool> WriteAsync(string workspace, string hash, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "insert into weft.weft_blobs (tenant, hash, size, content) values ($1, $2, $3, $4) on conflict do nothing");
        command.CommandTimeout = LimitSeconds;
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue((long)content.Length);
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = content, NpgsqlDbType = NpgsqlDbType.Bytea });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task<bool> ExistsAsync(string workspace, string hash, CancellationToken cancellation)
    {
        await using var command = Select("select 1", workspace, hash);
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    /// <summary>One of these that is not here; null when all are. Each is looked up by its index, whatever the planner knows of the table (ADR 12).</summary>
    public async Task<string?> FirstMissingAsync(string workspace, string[] hashes, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select n.hash from unnest($2::text[]) as n(hash)
            left join lateral (select b.hash from weft.weft_blobs b where b.tenant = $1 and b.hash = n.hash limit 1) stored on true
            where stored.hash is null limit 1
            """);
        command.CommandTimeout = LimitSeconds;
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(hashes);
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    public async Task<byte[]?> ReadAsync(string workspace, string hash, CancellationToken cancellation)
    {
        await using var command = Select("select content", workspace, hash);
        return (byte[]?)await command.ExecuteScalarAsync(cancellation);
    }

    private NpgsqlCommand Select(string what, string workspace, string hash)
    {
        var command = database.CreateCommand($"{what} from weft.weft_blobs where tenant = $1 and hash = $2");
        command.CommandTimeout = LimitSeconds;
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(hash);
        return command;
    }
}
