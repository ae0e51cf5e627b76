using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Streams as they stood.</summary>
public sealed partial class StreamFolder
{
    /// <summary>A snapshot that is newer than what is asked for does not help: such a stream is read from its first event.</summary>
    public async Task<IReadOnlyList<StreamState>> LoadAtAsync(string workspace, StreamKind kind, IReadOnlyList<(string Key, long Version)> streams, CancellationToken cancellation)
    {
        var states = new List<StreamState>(streams.Count);
        foreach (var some in streams.Chunk(AtOnce))
        {
            var known = await SnapshotsAsync(workspace, [.. some.Select(s => (kind, s.Key))], cancellation);
            var starts = some.Select(s => known.GetValueOrDefault(s.Key) is var start && start.Version <= s.Version ? start : default).ToList();
            await using var session = store.QuerySession(workspace);
            var batch = session.CreateBatchQuery();
            var tails = some.Zip(starts).Select(s => s.Second.Version == s.First.Version ? null
                : batch.Events.FetchStream(s.First.Key, version: s.First.Version, fromVersion: s.Second.Version + 1)).ToList();
            await batch.Execute(cancellation);
            foreach (var (start, tail) in starts.Zip(tails))
            {
                states.Add(tail is null ? start : Fold(kind, start, await tail));
            }
        }

        return states;
    }
}
