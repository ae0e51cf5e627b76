using System.Collections.Immutable;

namespace Weft.Domain.Agents;

/// <summary>An event about the breaker of an agent.</summary>
public interface IBreakerEvent : IAgentEvent;

/// <summary>An attempt ended badly by the agent's own fault.</summary>
/// <param name="Failures">so many in a row now</param>
public sealed record BreakerCounted(Fault Fault, int Failures) : IBreakerEvent;

/// <summary>An attempt went well: what was counted in a row is over.</summary>
public sealed record BreakerReset : IBreakerEvent;

/// <summary>From now on the agent gets nothing new; what it holds, it keeps.</summary>
/// <param name="Trip">how often it opened since it was last closed; 0: by hand</param>
/// <param name="Failures">attempts in a row that ended badly</param>
/// <param name="Faults">the last of them, the latest last</param>
/// <param name="Until">when it half-opens; null: it stays open until somebody closes it</param>
/// <param name="By">who opened it by hand; null: the rule</param>
public sealed record BreakerOpened(int Trip, int Failures, ImmutableArray<Fault> Faults, DateTimeOffset? Until, string Reason, string? By) : IBreakerEvent;

/// <summary>Its time is over: a few attempts are let through to see.</summary>
/// <param name="Probes">so many at once</param>
public sealed record BreakerHalfOpened(int Probes) : IBreakerEvent;

/// <param name="By">who closed it by hand; null: a probe that went well, or the policy</param>
public sealed record BreakerClosed(string Reason, string? By) : IBreakerEvent;
