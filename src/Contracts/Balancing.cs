namespace Weft.Contracts;

/// <summary>When load counts as out of balance, and what may be done about it.</summary>
/// <param name="WindowSeconds">1-86400: what is compared is measured over so long</param>
/// <param name="RaiseAfterWindows">a trigger is raised after so many windows above its threshold in a row</param>
/// <param name="ClearShare">0-1: it is cleared at this share of its threshold</param>
/// <param name="UtilisationDifference">more than this between the most and the least used agent</param>
/// <param name="PendingTasks">more than so many tasks that could start and have nobody</param>
/// <param name="Slowdown">an agent is slower than the learnt baseline by more than this share</param>
/// <param name="ReworkIncrease">an agent's share of work done again is above the learnt one by more than this</param>
/// <param name="Migrate">waiting and checkpointed tasks may be moved</param>
/// <param name="Prioritise">the critical path may overtake</param>
/// <param name="Train">agents may get supervised tasks of a skill that they do not have; turned off, no training begins, and those under way go on to their end</param>
/// <param name="MaxAgents">how many agents the launcher may run; 0: none</param>
/// <param name="ReservedShare">0-0.9: of all places of the active agents together, rounded up and never all of them: the last free ones are held back for tasks of the urgent priority</param>
/// <param name="SurgeShare">0-0.9, with ReservedShare together: as many more are held back until a surge comes: every task may have them while the trigger pending stands; nothing is held back so while Enabled is false</param>
public sealed record BalancingBody(
    bool Enabled = true, double WindowSeconds = 60, int RaiseAfterWindows = 2, double ClearShare = 0.7, double UtilisationDifference = 0.30, int PendingTasks = 5,
    double Slowdown = 0.20, double ReworkIncrease = 0.10, bool Migrate = true, bool Prioritise = true, bool Train = false, int MinAgents = 0, int MaxAgents = 0,
    double ScaleCooldownSeconds = 120, double ReservedShare = 0, double SurgeShare = 0);

/// <summary>How many launched agents are wanted in the workspace.</summary>
/// <param name="Trigger">that asked for it; null while nothing has</param>
/// <param name="Launchers">who started those that are here</param>
/// <param name="Share">how many of them the launcher that asks shall run; null: none asks</param>
public sealed record ScalingView(
    int Wanted, int MinAgents, int MaxAgents, string? Trigger, DateTimeOffset? Since, IReadOnlyList<LauncherView>? Launchers = null, int? Share = null);

/// <param name="Agents">that work; one that drains is not counted</param>
public sealed record LauncherView(string Name, int Agents);

/// <param name="Cpu">share of its machine, as the worker measured it; null when it told nothing</param>
/// <param name="Utilisation">the scarcest of places, processor and memory</param>
/// <param name="Velocity">attempts handed in a minute</param>
/// <param name="Rework">share of work done again; null when it ended nothing</param>
/// <param name="Pace">duration divided by estimate; null when it came no further</param>
public sealed record AgentWindowView(
    string Agent, double Utilisation, double? Cpu, double? Memory, int Held, int Queue, int Finished, double Velocity, double? Rework, double? Pace);

public sealed record PendingView(IReadOnlyList<string> Skills, int Tasks, int Able);

/// <summary>What one window came to.</summary>
public sealed record WindowView(int Window, DateTimeOffset From, DateTimeOffset To, int Pending, IReadOnlyList<PendingView> Groups, IReadOnlyList<AgentWindowView> Agents);

/// <summary>A trigger, what it said, and what was done about it.</summary>
/// <param name="Kind">utilisation, pending, pace or rework; limits: fewer agents were launched than the policy allows, or more</param>
/// <param name="Before">the figure when it was raised</param>
/// <param name="After">the figure when it was cleared; null while it stands, and where it is not known: it was cleared for another reason than its figure</param>
/// <param name="Latest">the figure of the last window that it was watched in</param>
/// <param name="Kinds">kinds of task in which the agent became slow, the worst first; null where none was by itself</param>
public sealed record TriggerView(
    string Trigger, string Kind, string? Subject, double Threshold, double? Baseline, double Before, double Latest, double? After, DateTimeOffset RaisedAt,
    DateTimeOffset? ClearedAt, string? Cleared, IReadOnlyList<StrategyView> Strategies, IReadOnlyList<SlowKind>? Kinds = null);

/// <param name="Family">complexity and skills</param>
/// <param name="Slower">than the baseline of this kind, as a share of it</param>
/// <param name="Baseline">duration divided by estimate that was learnt for this kind</param>
public sealed record SlowKind(string Family, double Slower, double Baseline);

/// <param name="Strategy">migrate, scale, prioritise or expand</param>
/// <param name="Count">tasks moved or put first, agents more or less, skills to be learnt</param>
/// <param name="Before">the trigger's figure when it was taken</param>
/// <param name="After">the figure of the window after it, or with which the trigger was cleared before that; null until then, and where it is not known</param>
/// <param name="HereSeconds">of what was migrated, all together: what was left at the agent that it left, as predicted; null for other strategies</param>
/// <param name="ThereSeconds">what was left of the same where it went to, as predicted</param>
public sealed record StrategyView(
    string Strategy, DateTimeOffset At, string What, int Count, double Before, double? After, double? HereSeconds = null, double? ThereSeconds = null);

/// <summary>How work is spread over the agents.</summary>
/// <param name="Fairness">Jain's index of work per place: 1 when all have done the same, 1/n when one has done everything</param>
public sealed record LoadReport(long Position, double Fairness, int Agents, int Places, int Held, IReadOnlyList<AgentLoad> Load);

public sealed record AgentLoad(
    string Agent, string Status, int Places, int Held, double Load, int Finished, int Failed, double BusySeconds, double ShareOfWork);

/// <summary>How the circuit breaker of an agent did. One that opens again while it is open has opened once.</summary>
/// <param name="Status">of the agent: active, suspect, lost, draining or left</param>
/// <param name="State">of its breaker: closed, open or halfOpen</param>
/// <param name="Openings">in all; a probe that ended badly opens it once more</param>
/// <param name="ByHand">so many of them by somebody, the others because attempts ended badly</param>
/// <param name="OpenSeconds">in all, until now where it is open</param>
/// <param name="Until">when it half-opens; null while it is not open, or open until somebody closes it</param>
/// <param name="Reason">why it is open now</param>
/// <param name="By">who opened it by hand; null: the rule</param>
public sealed record BreakerReport(
    string Agent, string Status, string State, int Openings, int ByHand, double OpenSeconds, DateTimeOffset LastOpenedAt, bool Open, DateTimeOffset? Until,
    string? Reason, string? By);

/// <summary>How long tasks waited, and how far off predictions were, by kind of task.</summary>
public sealed record PredictionReport(long Position, IReadOnlyList<FamilyReport> Families);

/// <param name="Family">complexity and skills</param>
/// <param name="PredictedSeconds">of all that were predicted; of a task that went on from a checkpoint only for the part that was left</param>
/// <param name="MeanError">how far off predictions were on average, as a share of them</param>
/// <param name="Bias">actual divided by predicted, over all of them: above 1 they were too short</param>
public sealed record FamilyReport(
    string Family, int Assigned, double MeanQueueSeconds, double MaxQueueSeconds, int Predicted, double PredictedSeconds, double ActualSeconds, double? MeanError,
    double? Bias);

/// <summary>How long a run will still take, from simulations of the workspace with the server's own deciders.</summary>
/// <param name="Ended">simulations in which it ended; fewer than all: something is in its way, such as a skill that nobody has</param>
/// <param name="HalfWithinSeconds">half of the simulations ended within this; null when fewer ended</param>
/// <param name="Beside">other runs that were simulated with it</param>
/// <param name="Stuck">where it did not end: what was in its way, by reason; what only waits for others last</param>
public sealed record ForecastView(
    string Workflow, int Simulations, int Ended, double? TenthWithinSeconds, double? HalfWithinSeconds, double? NineTenthsWithinSeconds, int Beside, long Position,
    IReadOnlyList<StuckView>? Stuck = null);

/// <summary>Tasks that would never end, and why.</summary>
/// <param name="Code">as of a task that waits: nobody-able (its facts: why each agent cannot have it), needs-task, needs-gate, workflow-not-running, workflow-at-limit, task-failed, conflict-open; not-done: somebody has it and nothing ends it</param>
/// <param name="Tasks">the first of them</param>
/// <param name="Changes">the least that would let them run where it is about agents: of the one that lacks least, all together</param>
public sealed record StuckView(string Code, IReadOnlyList<string> Tasks, int TaskCount, IReadOnlyDictionary<string, string> Facts, IReadOnlyList<FlipView> Changes);
