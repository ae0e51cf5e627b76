using Marten;
using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Streams as they stood.</summary>
public sealed partial class StreamFolder
{
    /// <summary>A snapshot that is newer than what is asked for does not help: such a stream is read from its first event, without what was superseded.</summary>
    public async Task<IReadOnlyList<StreamState>> LoadAtAsync(string workspace, StreamKind kind, IReadOnlyList<(string Key, long Version)> streams, CancellationToken cancellation)
    {
        var states = new List<StreamState>(streams.Count);
        foreach (var some in streams.Chunk(AtOnce))
        {
            var known = await SnapshotsAsync(workspace, [.. some.Select(s => (kind, s.Key))], cancellation);
            var starts = some.Select(s => known.GetValueOrDefault(s.Key) is var start && start.Version <= s.Version ? start : default).ToList();
            var positions = await PositionsAsync(workspace, kind, some, [.. starts.Select(s => s.Version)], cancellation);
            await using var session = store.QuerySession(workspace);
            var events = (await session.Events.QueryAllRawEvents().Where(e => e.Sequence.IsOneOf(positions)).OrderBy(e => e.Sequence).ToListAsync(cancellation)).ToLookup(e => e.StreamKey!, StringComparer.Ordinal);
            states.AddRange(some.Zip(starts, (s, start) => Fold(kind, start, [.. events[s.Key]])));
        }

        return states;
    }

    /// <summary>Where the events lie that the states follow from: of a kind of event whose last tells all, only the last of each row of them.</summary>
    private async Task<long[]> PositionsAsync(string workspace, StreamKind kind, (string Key, long Version)[] streams, long[] after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select seq_id from (
                select e.seq_id, e.type, lead(e.type) over (partition by s.id order by e.version) as next
                from unnest($2::text[], $3::bigint[], $4::bigint[]) as s (id, after, last) cross join lateral
                    (select seq_id, type, version from weft.mt_events where tenant_id = $1 and stream_id = s.id and version > s.after and version <= s.last) e) told
            where type <> $5 or next is distinct from type
            """);
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(streams.Select(s => s.Key).ToArray());
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(streams.Select(s => s.Version).ToArray());
        command.Parameters.AddWithValue(kind.Supersedes ?? "");
        var positions = new List<long>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            positions.Add(rows.GetInt64(0));
        }

        return [.. positions];
    }
}
