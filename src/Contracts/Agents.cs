namespace Weft.Contracts;

/// <param name="Level">0-1</param>
public sealed record SkillLevel(string Name, double Level);

/// <summary>Declares an agent. Sent again (after a restart, or after leaving) it brings the agent back with what it declares now.</summary>
/// <param name="Id">a-z, 0-9, '.', '_' and '-'; at most 100 characters</param>
/// <param name="Tier">junior, senior or architect</param>
/// <param name="Capacity">tasks at once, 1-256</param>
/// <param name="Roles">what it is in the domain map: backend, frontend…</param>
/// <param name="Merges">whether it also does merges and reverts, one at a time beside its work</param>
/// <param name="Launcher">the launcher that started it: no more of these are taken than scaling wants; left out: it came of itself</param>
public sealed record RegisterAgentRequest(
    string Id,
    string? Name,
    IReadOnlyList<SkillLevel> Skills,
    string? Specialty = null,
    string Tier = "senior",
    int Capacity = 1,
    bool Merges = false,
    string? Endpoint = null,
    double? SuspectAfterSeconds = null,
    double? LostAfterSeconds = null,
    IReadOnlyList<string>? Roles = null,
    string? Launcher = null);

public sealed record AgentAnswer(string Id, string Status, long Version);

public sealed record ChangeCapacityRequest(int Capacity);

public sealed record ReasonRequest(string? Reason = null);

/// <summary>Takes an agent out of service: it gets nothing new.</summary>
/// <param name="Seconds">above 0, at most 2592000; left out: until it is closed</param>
public sealed record OpenBreakerRequest(string Reason, double? Seconds = null);

/// <summary>Puts an agent back into service.</summary>
public sealed record CloseBreakerRequest(string Reason);

/// <summary>Sign of life; renews leases and carries telemetry. Not an event, costs no transaction.</summary>
/// <param name="Load">how busy the agent's machine is</param>
public sealed record HeartbeatRequest(IReadOnlyList<LeaseRef>? Renew = null, IReadOnlyList<ProgressReport>? Progress = null, MachineLoad? Load = null);

/// <summary>Shares of the machine that the agent and all that it runs use, 0-1, since the last sign of life.</summary>
public sealed record MachineLoad(double Cpu, double Memory);

/// <summary>What a supervisor says about an attempt at a task of the skill that an agent is learning.</summary>
/// <param name="By">the agent that was named as its supervisor</param>
public sealed record TrainingReviewRequest(string By, string Workflow, string Task, int Attempt, bool Passed);

public sealed record LeaseRef(string Workflow, string Task, long Token);

/// <param name="Percent">0-100</param>
/// <param name="Output">new output lines since the last report, at most 64 KB</param>
public sealed record ProgressReport(string Workflow, string Task, long Token, double Percent, string? Message = null, string? Output = null, long? CpuMs = null, long? MemoryBytes = null);

/// <param name="Lost">leases that no longer hold: stop that work</param>
/// <param name="Notices">what the holder should know, for example a newer version of an artifact that it consumes</param>
public sealed record HeartbeatAnswer(string Status, IReadOnlyList<LeaseRef> Lost, IReadOnlyList<Notice> Notices);

public sealed record Notice(string Workflow, string Task, string Kind, string Message);
