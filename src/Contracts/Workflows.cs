namespace Weft.Contracts;

/// <summary>Creates a run from a published template.</summary>
/// <param name="Id">UUIDv7 without dashes; null: the server makes one</param>
/// <param name="Version">of the template; null for the newest</param>
/// <param name="Parameters">values for the template's placeholders; defaults fill the rest</param>
public sealed record CreateWorkflowRequest(
    string Template,
    int? Version = null,
    string? Id = null,
    string? Name = null,
    IReadOnlyDictionary<string, string>? Parameters = null,
    Repository? Repository = null,
    bool Start = true);

public sealed record WorkflowAnswer(string Id, string Status, long Version);

public sealed record NamedRequest(string Name);

public sealed record RollBackRequest(string To, string? Reason = null);

/// <summary>A person's answer to a conflict: every conflicted path once.</summary>
public sealed record ResolveConflictRequest(IReadOnlyList<ResolvedPath> Files);

public sealed record ConflictAnswer(string Id, string Status, long Version);
