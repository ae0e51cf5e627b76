using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Weft.Application.EventStore;
using Weft.Contracts;

namespace Weft.Application.History;

/// <summary>Reads events as they are stored, archived ones too.</summary>
public sealed class HistoryReader(NpgsqlDataSource database)
{
    /// <summary>A page is at most this long, whatever its limit.</summary>
    private const int MaxPageBytes = 1024 * 1024;

    private const string Columns =
        "select seq_id, stream_id, version, type, timestamp, correlation_id, causation_id, headers::text, data::text from weft.mt_events where tenant_id = $1";

    /// <summary>Events of a workspace after a position, at most up to another one (see <see cref="HighWater"/>).</summary>
    public Task<(List<HistoryEvent> Events, bool More)> AllAsync(string workspace, long after, long upTo, int limit, CancellationToken cancellation) =>
        ReadAsync($"{Columns} and seq_id > $2 and seq_id <= $3 order by seq_id limit $4", limit, cancellation, workspace, after, upTo, limit + 1);

    /// <summary>The last position of the workspace at an instant; 0 before its first event.</summary>
    public async Task<long> PositionAtAsync(string workspace, DateTimeOffset at, long upTo, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select coalesce(max(seq_id), 0) from weft.mt_events where tenant_id = $1 and seq_id <= $2 and timestamp <= $3");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(upTo);
        command.Parameters.AddWithValue(at.ToUniversalTime());
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Events of one stream after a version.</summary>
    public Task<(List<HistoryEvent> Events, bool More)> StreamAsync(string workspace, string stream, long afterVersion, int limit, CancellationToken cancellation) =>
        ReadAsync($"{Columns} and stream_id = $2 and version > $3 order by version limit $4", limit, cancellation, workspace, stream, afterVersion, limit + 1);

    /// <summary>Events of one task: those that name it or a merge of it.</summary>
    public Task<(List<HistoryEvent> Events, bool More)> TaskAsync(string workspace, string workflow, string task, long afterVersion, int limit, CancellationToken cancellation) =>
        ReadAsync(
            $"""
            {Columns} and stream_id = $2 and version > $3
            and (data ->> 'task' = $5 or data ->> 'of' = $5 or data -> 'tasks' @> jsonb_build_array(jsonb_build_object('task', $5::text))
                or data -> 'tasks' @> jsonb_build_array(jsonb_build_object('name', $5::text)))
            order by version limit $4
            """,
            limit, cancellation, workspace, Streams.Workflow.Key(workflow), afterVersion, limit + 1, task);

    private async Task<(List<HistoryEvent> Events, bool More)> ReadAsync(string sql, int limit, CancellationToken cancellation, params object[] arguments)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var argument in arguments)
        {
            command.Parameters.AddWithValue(argument);
        }

        var (events, bytes) = (new List<HistoryEvent>(), 0);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var (headers, data) = (rows.IsDBNull(7) ? "{}" : rows.GetString(7), rows.GetString(8));
            bytes += data.Length + headers.Length;
            if (events.Count == limit || (events.Count > 0 && bytes > MaxPageBytes))
            {
                return (events, true);
            }

            events.Add(Event(rows, JsonSerializer.Deserialize<JsonElement>(headers), data));
        }

        return (events, false);
    }

    private static HistoryEvent Event(NpgsqlDataReader row, JsonElement headers, string data)
    {
        var type = row.GetString(3);
        return new(
            row.GetInt64(0), row.GetString(1), row.GetInt64(2), type, row.GetFieldValue<DateTimeOffset>(4), Text(headers, Headers.Actor),
            row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6), Text(headers, Headers.Dot),
            Text(headers, Headers.Deps)?.Split(' ') ?? [], headers.ValueKind == JsonValueKind.Object && headers.TryGetProperty(Headers.Policy, out var policy) && policy.TryGetInt32(out var version) ? version : 0,
            Secrets.Without(JsonSerializer.Deserialize<JsonElement>(data), type));
    }

    private static string? Text(JsonElement headers, string name) =>
        headers.ValueKind == JsonValueKind.Object && headers.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What history never shows: the hashes of keys.</summary>
internal static class Secrets
{
    public static JsonElement Without(JsonElement data, string type)
    {
        if (type != EventNames.All[typeof(Domain.Access.KeyIssued)])
        {
            return data;
        }

        var shown = JsonObject.Create(data)!;
        shown.Remove("hash");
        return JsonSerializer.SerializeToElement(shown);
    }

    public static object? Without(object? state) => state is Domain.Access.KeyRing ring
        ? ring with { Keys = ring.Keys.SetItems(ring.Keys.Select(k => KeyValuePair.Create(k.Key, k.Value with { Hash = "" }))) }
        : state;
}
