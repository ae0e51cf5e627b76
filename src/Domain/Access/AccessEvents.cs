using System.Collections.Immutable;

namespace Weft.Domain.Access;

public enum Role { Viewer, Auditor, Reviewer, Agent, Orchestrator, Admin }

public interface IAccessEvent;

/// <summary>A key came into being. The key itself is shown once and never stored; its hash is.</summary>
/// <param name="Hash">SHA-256 of the key, lower-case hex</param>
/// <param name="Workspace">the only workspace it opens; null for every workspace (admins only)</param>
/// <param name="Agent">for the agent role: the only agent it acts as; null for every other role</param>
public sealed record KeyIssued(string KeyId, string Name, string Hash, Role Role, string? Workspace, string? Agent) : IAccessEvent
{
    /// <summary>Roles of the domain map that its agent may have; null: none.</summary>
    public ImmutableArray<string>? Roles { get; init; }
}

public sealed record KeyRevoked(string KeyId, string Reason) : IAccessEvent;
