namespace Weft.Contracts;

/// <summary>Settings of coordination in a workspace. What is left out, or null, stays as it is in force; a section that is given counts as a whole: what is left out
/// in it is the usual.</summary>
/// <param name="LeaseSeconds">1-86400: how long an agent may hold a task without renewing</param>
/// <param name="OfferSeconds">1-3600: how long an offer (push) waits for its agent</param>
/// <param name="LoadWeight">0-1: how much free places count in choosing an agent; not looked at where weights are in force, which it ends when it is given without them</param>
/// <param name="ConflictSeconds">how long a conflict waits for an answer at each level</param>
/// <param name="Weights">how much each criterion counts, 0-1000 each; only their ratio matters</param>
/// <param name="Rules">who may have what</param>
/// <param name="Balancing">when load counts as out of balance, and what is done about it</param>
/// <param name="Sla">how long tasks of each class may take</param>
/// <param name="Breaker">when an agent whose attempts end badly gets nothing for a while</param>
public sealed record PolicyBody(
    double? LeaseSeconds = null, double? OfferSeconds = null, double? LoadWeight = null, double? ConflictSeconds = null, WeightsView? Weights = null, RulesBody? Rules = null,
    BalancingBody? Balancing = null, SlaBody? Sla = null, BreakerBody? Breaker = null);

/// <param name="UrgentPriority">0-1000: tasks of at least this priority may use places that are held back</param>
/// <param name="Tiers">off; prefer: the tiers that a class is for go first; require: nobody else gets it</param>
/// <param name="Classes">by class (simple, moderate, complex): the tiers that it is for</param>
public sealed record RulesBody(int UrgentPriority = 800, string Tiers = "prefer", ClassesBody? Classes = null);

public sealed record ClassesBody(TierLevelsBody Simple, TierLevelsBody Moderate, TierLevelsBody Complex);

/// <summary>The least level, 0-1, in everything that a task asks for, at which each tier is eligible; null: that tier is not.</summary>
public sealed record TierLevelsBody(double? Junior, double? Senior, double? Architect);

/// <summary>Seconds from the moment a task is ready for the first time until its work is merged.</summary>
/// <param name="WarnAt">share of the time at which a warning is due</param>
public sealed record SlaBody(double SimpleSeconds = 1_800, double ModerateSeconds = 14_400, double ComplexSeconds = 172_800, double WarnAt = 0.8);

/// <summary>The circuit breaker of every agent: it opens after so many attempts in a row that failed, ran out of time or lost their lease.</summary>
/// <param name="Enabled">whether it opens by itself</param>
/// <param name="Failures">1-100: so many in a row</param>
/// <param name="OpenSeconds">1-86400: how long it stays open the first time</param>
/// <param name="Growth">1-10: so many times as long after each probe that ended badly</param>
/// <param name="MaxOpenSeconds">at least openSeconds, at most 86400: never longer than this</param>
/// <param name="Probes">1-100: attempts at once while it is half-open</param>
public sealed record BreakerBody(bool Enabled = true, int Failures = 5, double OpenSeconds = 10, double Growth = 2, double MaxOpenSeconds = 300, int Probes = 1);
