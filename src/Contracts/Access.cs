namespace Weft.Contracts;

/// <param name="Role">admin, orchestrator, agent, reviewer, auditor or viewer</param>
/// <param name="Workspace">null for every workspace (admin only)</param>
/// <param name="Agent">for the role agent: the agent it acts as</param>
/// <param name="Roles">for the role agent: what its agent may be in the domain map (backend, frontend…); left out: nothing</param>
public sealed record IssueKeyRequest(string Name, string Role, string? Workspace = null, string? Agent = null, IReadOnlyList<string>? Roles = null);

/// <param name="Key">shown this once; only its hash is stored</param>
public sealed record IssuedKey(string Id, string Key);

/// <param name="Roles">what its agent may be in the domain map</param>
public sealed record KeyView(string Id, string Name, string Role, string? Workspace, string? Agent, DateTimeOffset IssuedAt, bool Revoked, IReadOnlyList<string>? Roles = null);

public sealed record CreateWorkspaceRequest(string Name);

public sealed record WorkspaceAnswer(string Name, long Version);
