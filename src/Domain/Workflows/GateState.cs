using System.Collections.Immutable;

namespace Weft.Domain.Workflows;

public enum GateStatus { Waiting, Open, Passed, Failed, TimedOut }

/// <param name="Blockers">how many of After are not done yet</param>
/// <param name="Run">1 for the first time its checks run; rises when it is retried or reopened</param>
/// <param name="ChecksLeft">checks of this run that have not ended yet</param>
public sealed record GateState(
    GateDefinition Definition, GateStatus Status, int Run, int Blockers, int ChecksLeft, ImmutableArray<string> Dependents)
{
    public ImmutableArray<FailedCheck> Failed { get; init; } = [];

    public bool Awaited { get; init; }

    /// <summary>When it times out, from the moment that the first of After was done; null for never.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    public string Name => Definition.Name;
}
