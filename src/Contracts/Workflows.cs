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

/// <param name="Warnings">of creating and starting: what will keep tasks waiting, at most 50, those of most tasks first; null where nothing is looked for</param>
public sealed record WorkflowAnswer(string Id, string Status, long Version, IReadOnlyList<WorkflowWarning>? Warnings = null);

/// <summary>Something that tasks or checks of a run ask for and that no agent has, a skill, a tier or a role of the domain map: they wait until one joins or is changed.</summary>
/// <param name="Code">stable: skill.unheld (nobody has it), skill.too-low (nobody has it at the level asked for), tier.too-low (nobody is of a tier that the class requires) or role.unheld (nobody may write in the domain)</param>
/// <param name="Skill">empty where it is not a skill</param>
/// <param name="Tasks">that ask for it, by name; at most 20</param>
/// <param name="TaskCount">how many do in all; of the tasks whose skills or owners the domain map knows, the first 1,000 by name are looked at</param>
/// <param name="Nearest">a known skill that is spelt almost like it; null: none</param>
/// <param name="Next">what to do about it</param>
/// <param name="Class">of the tasks, where their tier is wanted; null: it is not</param>
/// <param name="Domain">whose roles are wanted; null: none are</param>
public sealed record WorkflowWarning(
    string Code, string Skill, IReadOnlyList<string> Tasks, int TaskCount, string? Nearest, string Detail, string Next, string? Class = null, string? Domain = null);

public sealed record NamedRequest(string Name);

public sealed record RollBackRequest(string To, string? Reason = null);

/// <summary>A person's answer to a conflict: every conflicted path once.</summary>
public sealed record ResolveConflictRequest(IReadOnlyList<ResolvedPath> Files);

public sealed record ConflictAnswer(string Id, string Status, long Version);
