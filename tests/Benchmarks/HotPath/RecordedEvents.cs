using System.Text.Json;
using Npgsql;

namespace Weft.Benchmarks.HotPath;

/// <summary>The last events of a run, in the batches in which they were stored, to be stored again as often as wanted: each with its own bytes, under new ids.</summary>
internal sealed class RecordedEvents
{
    private const int Count = 50_000;
    private const int HexOfGuid = 32;

    /// <summary>Far above the versions of a run: a stream whose name cannot be made anew has no version twice.</summary>
    private const long VersionsOfARound = 1_000_000_000;
    private readonly Row[][] _batches;
    private readonly Dictionary<string, string> _streams = new(StringComparer.Ordinal);
    private int _turn;
    private long _last;

    private RecordedEvents(Row[][] batches) => _batches = batches;

    /// <summary>One event as it was sent to be stored, but for its ids.</summary>
    internal sealed record Row(string Stream, long Version, string Data, string Headers, string Type, string Clr, string Tenant, DateTime At, string? Causation, string? Correlation);

    /// <summary>A batch under new ids.</summary>
    internal sealed record Batch(Row[] Rows, long[] Positions, Guid[] Ids, string[] Streams, long[] Versions);

    public static async Task<RecordedEvents> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select xmin::text, stream_id, version, data::text, headers::text, type, mt_dotnet_type, tenant_id, timestamp, causation_id, correlation_id
            from weft.mt_events where seq_id > (select max(seq_id) - {Count} from weft.mt_events) order by seq_id
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var batches = new List<List<Row>>();
        var byTransaction = new Dictionary<string, List<Row>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            var transaction = reader.GetString(0);
            if (!byTransaction.TryGetValue(transaction, out var batch))
            {
                batches.Add(byTransaction[transaction] = batch = []);
            }

            batch.Add(RowOf(reader));
        }

        // The first one is cut off.
        return new RecordedEvents([.. batches.Skip(1).Select(b => b.ToArray())]);
    }

    public Batch Next()
    {
        var round = _turn / _batches.Length;
        var rows = _batches[_turn++ % _batches.Length];
        if (_turn % _batches.Length == 1)
        {
            _streams.Clear();
        }

        var first = _last + 1;
        _last += rows.Length;
        return new Batch(
            rows, [.. rows.Select((_, i) => first + i)], [.. rows.Select(_ => Guid.CreateVersion7())], [.. rows.Select(r => Anew(r.Stream))],
            [.. rows.Select(r => r.Version + round * VersionsOfARound)]);
    }

    /// <summary>A stream that begins now, as those of the run did: what is new comes last in every index.</summary>
    private string Anew(string stream)
    {
        if (!_streams.TryGetValue(stream, out var name))
        {
            _streams[stream] = name = stream.Length > HexOfGuid && stream[^HexOfGuid..].All(char.IsAsciiHexDigit) ? stream[..^HexOfGuid] + Guid.CreateVersion7().ToString("N") : stream;
        }

        return name;
    }

    private static Row RowOf(NpgsqlDataReader r) => new(
        r.GetString(1), r.GetInt64(2), AsSent(r.GetString(3)), AsSent(r.GetString(4)), r.GetString(5), r.GetString(6), r.GetString(7), r.GetDateTime(8),
        r.IsDBNull(9) ? null : r.GetString(9), r.IsDBNull(10) ? null : r.GetString(10));

    /// <summary>PostgreSQL shows JSON with spaces that nobody sent.</summary>
    private static string AsSent(string json)
    {
        using var read = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(read.RootElement);
    }
}
