using System.Text.Json;
using Marten;
using Npgsql;
using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Snapshots of long streams are rows of their own, written outside the commands' transactions; a missing, older or
/// differently shaped one only costs a longer fold.</summary>
public sealed partial class StreamFolder(IDocumentStore store, NpgsqlDataSource database) : IStreamReader
{
    /// <summary>Raise when the state records change their shape (a test says when): old snapshots are then ignored.</summary>
    public const string Shape = "12";

    private const int AtOnce = 200;

    public async Task<StreamState> LoadAsync(string workspace, StreamKind kind, string key, CancellationToken cancellation)
    {
        if (!kind.LastEventTells)
        {
            return (await LoadAllAsync(workspace, [(kind, key)], cancellation))[0];
        }

        await using var session = store.QuerySession(workspace);
        var known = await session.Events.FetchStreamStateAsync(key, cancellation);
        var start = new StreamState(Math.Max(0, (known?.Version ?? 0) - 1), null);
        return Fold(kind, start, await session.Events.FetchStreamAsync(key, fromVersion: start.Version + 1, token: cancellation));
    }

    /// <summary>Many streams at once, in their order: a round trip for their snapshots, and one for what came after.</summary>
    public async Task<IReadOnlyList<StreamState>> LoadAllAsync(string workspace, IReadOnlyList<(StreamKind Kind, string Key)> streams, CancellationToken cancellation)
    {
        var states = new List<StreamState>(streams.Count);
        foreach (var some in streams.Chunk(AtOnce))
        {
            var snapshots = await SnapshotsAsync(workspace, some, cancellation);
            await using var session = store.QuerySession(workspace);
            var batch = session.CreateBatchQuery();
            var tails = some.Select(s => batch.Events.FetchStream(s.Key, fromVersion: snapshots.GetValueOrDefault(s.Key).Version + 1)).ToList();
            await batch.Execute(cancellation);
            foreach (var ((kind, key), tail) in some.Zip(tails))
            {
                states.Add(Fold(kind, snapshots.GetValueOrDefault(key), await tail));
            }
        }

        return states;
    }

    public async Task<long?> PositionAsync(string workspace, string key, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select seq_id from weft.mt_events where tenant_id = $1 and stream_id = $2 order by version desc limit 1");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(key);
        return (long?)await command.ExecuteScalarAsync(cancellation);
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

    private static StreamState Fold(StreamKind kind, StreamState start, IReadOnlyList<JasperFx.Events.IEvent> events) =>
        events.Aggregate(start, (s, e) => new StreamState(e.Version, kind.Fold(s.State, e.Data, Headers.StampOf(e))));

    private async Task<Dictionary<string, StreamState>> SnapshotsAsync(string workspace, (StreamKind Kind, string Key)[] streams, CancellationToken cancellation)
    {
        var found = new Dictionary<string, StreamState>(StringComparer.Ordinal);
        var kinds = streams.Where(s => s.Kind.SnapshotEvery > 0).ToDictionary(s => s.Key, s => s.Kind, StringComparer.Ordinal);
        if (kinds.Count == 0)
        {
            return found;
        }

        await using var command = database.CreateCommand("select stream, version, state::text from weft.weft_snapshots where tenant = $1 and stream = any($2) and shape = $3");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(kinds.Keys.ToArray());
        command.Parameters.AddWithValue(Shape);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var key = reader.GetString(0);
            found[key] = new StreamState(reader.GetInt64(1), JsonSerializer.Deserialize(reader.GetString(2), kinds[key].StateType, Json.Options));
        }

        return found;
    }
}
