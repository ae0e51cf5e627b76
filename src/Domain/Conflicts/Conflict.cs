using System.Collections.Immutable;
using Weft.Domain.Causality;
using Weft.Domain.Workflows;

namespace Weft.Domain.Conflicts;

public enum ConflictStatus { Open, Escalated, Resolved, Yielded, Withdrawn }

public interface IConflictEvent;

/// <summary>Two branches changed the same place. Contents are artifacts by hash.</summary>
/// <param name="With">tasks whose merged work it collides with</param>
public sealed record ConflictDetected(
    string ConflictId, string Workflow, string Task, ImmutableArray<string> With, string? BaseCommit, string OursCommit, string TheirsCommit,
    ImmutableArray<ConflictedFile> Files) : IConflictEvent;

/// <summary>Nobody answered within the deadline: the people in charge are told again, louder.</summary>
public sealed record ConflictEscalated(int Level, string Reason) : IConflictEvent;

public sealed record ConflictResolved(string By, ImmutableArray<ResolvedFile> Files) : IConflictEvent;

/// <summary>Settled by merge order: the loser is told why and does its work again.</summary>
public sealed record ConflictYielded(string Loser, string Winner, string Why) : IConflictEvent;

/// <summary>It waits for no answer any more: its task was retried, rolled back or cancelled.</summary>
public sealed record ConflictWithdrawn(string Reason) : IConflictEvent;

public sealed record Conflict(
    string Id, string Workflow, string Task, ImmutableArray<string> With, string? BaseCommit, string OursCommit, string TheirsCommit,
    ImmutableArray<ConflictedFile> Files, ConflictStatus Status, int Level, string? By, ImmutableArray<ResolvedFile> Answer,
    DateTimeOffset DetectedAt, DateTimeOffset? EndedAt, long Version)
{
    /// <summary>When its present level of escalation began.</summary>
    public DateTimeOffset Since { get; init; } = DetectedAt;

    public bool IsOpen => Status is ConflictStatus.Open or ConflictStatus.Escalated;

    public static Conflict Evolve(Conflict? state, IConflictEvent happened, Stamp stamp) => Apply(state, happened, stamp) with { Version = stamp.Version };

    private static Conflict Apply(Conflict? state, IConflictEvent happened, Stamp stamp) => (state, happened) switch
    {
        (null, ConflictDetected e) => new(e.ConflictId, e.Workflow, e.Task, e.With, e.BaseCommit, e.OursCommit, e.TheirsCommit, e.Files,
            ConflictStatus.Open, 1, null, [], stamp.At, null, 0),
        (null, _) => throw new InvalidOperationException($"{happened.GetType().Name} before {nameof(ConflictDetected)}"),
        ({ } c, ConflictDetected) => c,
        ({ } c, ConflictEscalated e) => c with { Status = ConflictStatus.Escalated, Level = e.Level, Since = stamp.At },
        ({ } c, ConflictResolved e) => c with { Status = ConflictStatus.Resolved, By = e.By, Answer = e.Files, EndedAt = stamp.At },
        ({ } c, ConflictYielded e) => c with { Status = ConflictStatus.Yielded, By = e.Winner, EndedAt = stamp.At },
        ({ } c, ConflictWithdrawn) => c with { Status = ConflictStatus.Withdrawn, EndedAt = stamp.At },
        _ => throw new InvalidOperationException($"No fold for {happened.GetType().Name}"),
    };
}
