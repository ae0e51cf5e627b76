using System.Collections.Immutable;

namespace Weft.Domain.Access;

/// <summary>What an agent is in the domain map decides where it may write. So it is not the agent's own word: its key grants it, or somebody says it
/// who may orchestrate.</summary>
public static class RoleGrants
{
    public const string NotGranted = "agent.role-not-granted";

    /// <summary>Null: who sends this may say that the agent has these roles.</summary>
    /// <param name="sender">what the sender's key is; who orchestrates acts for every agent, and so gives any role</param>
    /// <param name="granted">by the sender's key</param>
    public static Rejection? Refuse(Role sender, ImmutableArray<string> granted, string agent, ImmutableArray<string> roles)
    {
        if (Permissions.May(sender, Permission.Orchestrate) || roles.Where(r => !granted.Contains(r)).Distinct(StringComparer.Ordinal).ToList() is not { Count: > 0 } missing)
        {
            return null;
        }

        var grants = granted.IsEmpty ? "no roles" : $"only {Named(granted)}";
        return Rejection.Because(
            NotGranted, $"Agent '{agent}' asks to be {Named(missing)}; its key grants {grants}. Register without it, or ask an administrator for a key with it: weft key issue {agent} --role agent --agent {agent} --roles {string.Join(',', roles)}.",
            ("agent", agent), ("roles", string.Join(' ', missing)), ("granted", string.Join(' ', granted)));
    }

    /// <summary>Null: a key may grant these.</summary>
    internal static Rejection? Invalid(Role key, ImmutableArray<string> roles)
    {
        if (!roles.IsEmpty && key != Role.Agent)
        {
            return Rejection.Because("key.roles-not-allowed", "Only a key with the role agent grants roles of the domain map; who orchestrates may give an agent any.", ("field", "roles"));
        }

        return roles.Any(string.IsNullOrWhiteSpace) || roles.Distinct(StringComparer.Ordinal).Count() != roles.Length
            ? Rejection.Because("key.bad-role", "A role that a key grants needs a name, and is named once.", ("field", "roles"))
            : null;
    }

    private static string Named(IEnumerable<string> roles) => string.Join(" and ", roles.Select(r => $"'{r}'"));
}
