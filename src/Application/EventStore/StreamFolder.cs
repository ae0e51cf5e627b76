using System.Text.Json;
using Marten;
using Npgsql;
using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Snapshots of big streams are rows of their own, written outside the commands' transactions; a missing, older or
/// differently shaped one only costs a longer fold.</summary>
public sealed class StreamFolder(IDocumentStore store, NpgsqlDataSource database) : IStreamReader
{
    /// <summary>Raise when the state records change their shape: old snapshots are then ignored.</summary>
    public const string Shape = "3";

    public async Task<StreamState> LoadAsync(string workspace, StreamKind kind, string key, CancellationToken cancellation)
    {
        var start = await SnapshotAsync(workspace, kind, key, cancellation);
        await using var session = store.QuerySession(workspace);
        if (kind.LastEventTells)
        {
            var known = await session.Events.FetchStreamStateAsync(key, cancellation);
            start = new StreamState(Math.Max(0, (known?.Version ?? 0) - 1), null);
        }

        var events = await session.Events.FetchStreamAsync(key, fromVersion: start.Version + 1, token: cancellation);
        return events.Aggregate(start, (s, e) => new StreamState(e.Version, kind.Fold(s.State, e.Data, Headers.StampOf(e))));
    }

    public async Task<IReadOnlyCollection<string>> MissingAsync(string workspace, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select weft.weft_existing($1, $2)");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(keys.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var missing = keys.ToHashSet(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            missing.Remove(rows.GetString(0));
        }

        return missing;
    }

    public async Task SaveSnapshotAsync(string workspace, string key, StreamState state, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            insert into weft.weft_snapshots (tenant, stream, version, shape, state) values ($1, $2, $3, $4, $5::jsonb)
            on conflict (tenant, stream) do update set version = excluded.version, shape = excluded.shape, state = excluded.state, at = now()
            where weft_snapshots.version < excluded.version or weft_snapshots.shape <> excluded.shape
            """);
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(state.Version);
        command.Parameters.AddWithValue(Shape);
        command.Parameters.AddWithValue(Json.ToText(state.State));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<StreamState> SnapshotAsync(string workspace, StreamKind kind, string key, CancellationToken cancellation)
    {
        if (kind != Streams.Workflow && kind != Streams.Balancing && kind != Streams.Ledger)
        {
            return default;
        }

        await using var command = database.CreateCommand("select version, state::text from weft.weft_snapshots where tenant = $1 and stream = $2 and shape = $3");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(Shape);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new StreamState(reader.GetInt64(0), JsonSerializer.Deserialize(reader.GetString(1), kind.StateType, Json.Options))
            : default;
    }
}
