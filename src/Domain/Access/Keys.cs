using System.Collections.Immutable;

namespace Weft.Domain.Access;

public static class Keys
{
    public const int MaxKeys = 10_000;

    /// <param name="roles">roles of the domain map that the key's agent may have</param>
    public static Decision<IAccessEvent> Issue(
        KeyRing? state, string id, string name, string hash, Role role, string? workspace, string? agent, ImmutableArray<string>? roles = null)
    {
        var ring = state ?? KeyRing.Empty;
        if (ring.Keys.TryGetValue(id, out var known))
        {
            return known.Hash == hash && known.Role == role && known.Workspace == workspace && known.Agent == agent && (known.Roles ?? []).SequenceEqual(roles ?? [])
                ? Decision<IAccessEvent>.Nothing
                : Rejection.Because("key.exists", $"There is another key '{id}' already.", ("key", id));
        }

        if (ring.Keys.Count >= MaxKeys)
        {
            return Rejection.Because("key.too-many", $"There are {MaxKeys} keys already.");
        }

        if (role != Role.Admin && workspace is null)
        {
            return Rejection.Because("key.workspace-missing", $"A key with the role {role} needs a workspace.", ("field", "workspace"));
        }

        if (agent is not null && role != Role.Agent)
        {
            return Rejection.Because("key.agent-not-allowed", "Only a key with the role agent acts as an agent.", ("field", "agent"));
        }

        if (role == Role.Agent && agent is null)
        {
            return Rejection.Because("key.agent-missing", "A key with the role agent names the agent that it acts as.", ("field", "agent"));
        }

        return RoleGrants.Invalid(role, roles ?? []) is { } invalid
            ? invalid
            : Decision<IAccessEvent>.Accept(new KeyIssued(id, name, hash, role, workspace, agent) { Roles = roles is { IsEmpty: false } ? roles : null });
    }

    public static Decision<IAccessEvent> Revoke(KeyRing? state, string id, string reason)
    {
        if (state is null || !state.Keys.TryGetValue(id, out var key))
        {
            return Rejection.Because("key.unknown", $"There is no key '{id}'.", ("key", id));
        }

        if (key.Revoked)
        {
            return Decision<IAccessEvent>.Nothing;
        }

        return key.Role == Role.Admin && state.Keys.Values.Count(k => k is { Role: Role.Admin, Revoked: false }) == 1
            ? Rejection.Because("key.last-admin", "This is the last admin key: issue another one first.", ("key", id))
            : Decision<IAccessEvent>.Accept(new KeyRevoked(id, reason));
    }
}
