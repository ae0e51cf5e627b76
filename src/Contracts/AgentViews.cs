namespace Weft.Contracts;

/// <param name="Kind">work, check, merge or revert</param>
public sealed record HeldTask(string Workflow, string Task, string Kind, int Attempt, DateTimeOffset Since);

/// <summary>One agent: what it declared, how it is, what it holds, what it has done.</summary>
/// <param name="Status">active, suspect, lost, draining or left; unknown for one that only tasks speak of</param>
/// <param name="Skills">levels as learnt since they were declared</param>
/// <param name="Roles">what it is in the domain map</param>
/// <param name="Load">share of its places that are taken, 0-1</param>
/// <param name="PaceRatio">duration divided by estimate, averaged; below 1 is faster than estimated</param>
/// <param name="Predicted">attempts handed in whose duration had been predicted</param>
/// <param name="PredictionError">how far off these predictions were on average: 0.2 is a fifth of what was predicted</param>
/// <param name="Training">skills that it is learning under supervision</param>
/// <param name="Breaker">null for one that only tasks speak of</param>
/// <param name="BusySeconds">between grant and end of the attempts that ended</param>
public sealed record AgentView(
    string Id, string? Name, string Status, IReadOnlyList<SkillLevel> Skills, string? Specialty, string? Tier, int Capacity, bool Merges, string? Endpoint,
    double Load, IReadOnlyList<HeldTask> Held, int Finished, int Failed, int Lost, int Released, double PaceRatio, double BusySeconds,
    DateTimeOffset? JoinedAt, DateTimeOffset? ChangedAt, long Version, int Predicted = 0, double? PredictionError = null,
    IReadOnlyList<TrainingView>? Training = null, IReadOnlyList<string>? Roles = null,
    BreakerView? Breaker = null);

/// <summary>The circuit breaker of an agent: an open one lets nothing through, a half-open one a few attempts to see.</summary>
/// <param name="State">closed, open or halfOpen</param>
/// <param name="Since">when it opened or half-opened; null while it is closed</param>
/// <param name="Until">when it half-opens; null while it is not open, or open until somebody closes it</param>
/// <param name="Failures">attempts in a row that ended badly</param>
/// <param name="Trips">how often it opened since it was last closed</param>
/// <param name="Probes">attempts at once while it is half-open</param>
/// <param name="By">who opened it by hand; null: the rule</param>
/// <param name="Faults">the last attempts that ended badly, the latest last</param>
public sealed record BreakerView(
    string State, DateTimeOffset? Since, DateTimeOffset? Until, int Failures, int Trips, int Probes, string? Reason, string? By, IReadOnlyList<FaultView> Faults);

/// <param name="Work">workflow/task/attempt</param>
/// <param name="Kind">failed, timedOut or leaseLost</param>
public sealed record FaultView(string Work, string Kind, string Reason);

/// <summary>A skill that the agent is learning by supervised tasks.</summary>
/// <param name="Level">that it has once it has passed</param>
/// <param name="Trigger">of the balancing that asked for it</param>
public sealed record TrainingView(string Skill, double Level, string Supervisor, string Trigger, int Passed, int Failed);

/// <summary>An agent that learns a skill, with its practice that nobody has reviewed.</summary>
/// <param name="Agent">that learns</param>
/// <param name="Level">that it has once it has passed</param>
/// <param name="Supervisor">the agent that reviews</param>
/// <param name="Trigger">of the balancing that asked for it</param>
/// <param name="UnderWay">tasks that it holds for practice; since when</param>
/// <param name="Waiting">handed in, and waiting for the supervisor's word; since when</param>
public sealed record LearnerView(
    string Agent, string Skill, double Level, string Supervisor, string Trigger, int Passed, int Failed, IReadOnlyList<PracticeView> UnderWay,
    IReadOnlyList<PracticeView> Waiting);

public sealed record PracticeView(string Workflow, string Task, int Attempt, DateTimeOffset Since);
