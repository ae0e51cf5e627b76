using Weft.Application.Coordination;

namespace Weft.Application.EventStore;

/// <summary>Folds a stream into its state, starting from the newest snapshot that fits.</summary>
public interface IStreamReader
{
    Task<StreamState> LoadAsync(string workspace, StreamKind kind, string key, CancellationToken cancellation);

    /// <summary>Those of the keys that have no events yet, in one round trip.</summary>
    Task<IReadOnlyCollection<string>> MissingAsync(string workspace, IReadOnlyCollection<string> keys, CancellationToken cancellation);
}
