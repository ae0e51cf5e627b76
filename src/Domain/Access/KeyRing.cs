using System.Collections.Immutable;
using Weft.Domain.Causality;

namespace Weft.Domain.Access;

public sealed record ApiKey(string Id, string Name, string Hash, Role Role, string? Workspace, string? Agent, DateTimeOffset IssuedAt, bool Revoked)
{
    /// <summary>Roles of the domain map that it grants its agent; null: none.</summary>
    public ImmutableArray<string>? Roles { get; init; }
}

/// <summary>All keys of the installation: one small stream in the system tenant.</summary>
public sealed record KeyRing(ImmutableSortedDictionary<string, ApiKey> Keys, long Version)
{
    public static KeyRing Empty { get; } = new(ImmutableSortedDictionary.Create<string, ApiKey>(StringComparer.Ordinal), 0);

    public static KeyRing Evolve(KeyRing? state, IAccessEvent happened, Stamp stamp)
    {
        var ring = state ?? Empty;
        return happened switch
        {
            KeyIssued e => ring with { Keys = ring.Keys.SetItem(e.KeyId, KeyOf(e, stamp.At)), Version = stamp.Version },
            KeyRevoked e => ring with { Keys = ring.Keys.SetItem(e.KeyId, ring.Keys[e.KeyId] with { Revoked = true }), Version = stamp.Version },
            _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
        };
    }

    private static ApiKey KeyOf(KeyIssued e, DateTimeOffset at) => new(e.KeyId, e.Name, e.Hash, e.Role, e.Workspace, e.Agent, at, false) { Roles = e.Roles };
}
