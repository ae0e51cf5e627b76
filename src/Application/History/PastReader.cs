using System.Text.Json;
using Marten;
using Marten.Events.Archiving;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Contracts;

namespace Weft.Application.History;

/// <summary>As of when: everything up to a version of the stream, a position of the store, or an instant; null for no limit.</summary>
public sealed record AsOf(long? Version = null, long? Position = null, DateTimeOffset? At = null);

/// <summary>The state of any aggregate as of any moment, folded from its events by the same functions that decide.</summary>
public sealed class PastReader(IDocumentStore store)
{
    /// <summary>Null when the stream had no event then, or is none of ours.</summary>
    public async Task<StateAt?> LoadAsync(string workspace, string stream, AsOf asOf, CancellationToken cancellation)
    {
        if (Streams.Of(stream) is not { } kind)
        {
            return null;
        }

        await using var session = store.QuerySession(workspace);
        var (version, position, at) = (asOf.Version ?? long.MaxValue, asOf.Position ?? long.MaxValue, asOf.At ?? DateTimeOffset.MaxValue);
        var (state, last) = (default(StreamState), default(DateTimeOffset?));
        await foreach (var happened in session.Events.QueryAllRawEvents()
            .Where(e => e.MaybeArchived() && e.StreamKey == stream && e.Version <= version && e.Sequence <= position)
            .OrderBy(e => e.Version).ToAsyncEnumerable(cancellation))
        {
            if (happened.Timestamp > at)
            {
                break;
            }

            state = new StreamState(happened.Version, kind.Fold(state.State, happened.Data, Headers.StampOf(happened)));
            last = happened.Timestamp;
        }

        return state.State is null
            ? null
            : new StateAt(stream, state.Version, last, JsonSerializer.SerializeToElement(Secrets.Without(state.State), kind.StateType, EventStore.Json.Options));
    }
}
