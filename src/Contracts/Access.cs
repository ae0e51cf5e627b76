namespace Weft.Contracts;

/// <param name="Role">admin, orchestrator, agent, reviewer, auditor or viewer</param>
/// <param name="Workspace">null for every workspace (admin only)</param>
/// <param name="Agent">for the role agent: the agent it acts as</param>
public sealed record IssueKeyRequest(string Name, string Role, string? Workspace = null, string? Agent = null);

/// <param name="Key">shown this once; only its hash is stored</param>
public sealed record IssuedKey(string Id, string Key);

public sealed record KeyView(string Id, string Name, string Role, string? Workspace, string? Agent, DateTimeOffset IssuedAt, bool Revoked);

public sealed record CreateWorkspaceRequest(string Name);

public sealed record WorkspaceAnswer(string Name, long Version);
