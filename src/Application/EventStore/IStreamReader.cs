using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Folds a stream into its state, starting from the newest snapshot that fits.</summary>
public interface IStreamReader
{
    Task<StreamState> LoadAsync(string workspace, StreamKind kind, string key, CancellationToken cancellation);

    /// <summary>Many streams of a kind as they stood at these versions, in their order. What came later is not read.</summary>
    Task<IReadOnlyList<StreamState>> LoadAtAsync(string workspace, StreamKind kind, IReadOnlyList<(string Key, long Version)> streams, CancellationToken cancellation);

    /// <summary>Where the last event of a stream lies; null for a stream without events.</summary>
    Task<long?> PositionAsync(string workspace, string key, CancellationToken cancellation);

    /// <summary>Those of the keys that have no events yet, in one round trip.</summary>
    Task<IReadOnlyCollection<string>> MissingAsync(string workspace, IReadOnlyCollection<string> keys, CancellationToken cancellation);
}
