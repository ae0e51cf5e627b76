using System.Collections.Immutable;
using Weft.Domain.Workflows;

namespace Weft.Domain.Conflicts;

public static class Resolve
{
    public const int MaxLevel = 4;

    /// <summary>A person's answer: every conflicted path must be answered, and nothing else.</summary>
    public static Decision<IConflictEvent> Decide(Conflict? state, string id, string by, ImmutableArray<ResolvedFile> files)
    {
        if (state is null)
        {
            return Unknown(id);
        }

        if (!state.IsOpen)
        {
            var same = state.Status == ConflictStatus.Resolved && state.Answer.SequenceEqual(files);
            return same ? Decision<IConflictEvent>.Nothing : Rejection.Because(
                "conflict.not-open", $"Conflict '{id}' was {state.Status} by {state.By}.", ("conflict", id), ("status", state.Status.ToString()), ("by", state.By ?? ""));
        }

        var missing = state.Files.Select(f => f.Path).Except(files.Select(f => f.Path), StringComparer.Ordinal).ToArray();
        var extra = files.Select(f => f.Path).Except(state.Files.Select(f => f.Path), StringComparer.Ordinal).ToArray();
        if (missing.Length > 0 || extra.Length > 0 || files.Length != state.Files.Length)
        {
            return Rejection.Because("conflict.wrong-files", "The answer must name exactly the conflicted files, each once.",
                ("missing", string.Join(", ", missing)), ("unexpected", string.Join(", ", extra)));
        }

        return Decision<IConflictEvent>.Accept(new ConflictResolved(by, files));
    }

    /// <summary>What the workflow says of a conflict, written down where people find it; a repetition changes nothing.</summary>
    public static Decision<IConflictEvent> Detect(Conflict? state, ConflictDetected detected) =>
        state is null ? Decision<IConflictEvent>.Accept(detected) : Decision<IConflictEvent>.Nothing;

    public static Decision<IConflictEvent> Yield(Conflict? state, string winner, string why) =>
        state is { IsOpen: true } ? Decision<IConflictEvent>.Accept(new ConflictYielded(state.Task, winner, why)) : Decision<IConflictEvent>.Nothing;

    public static Decision<IConflictEvent> Withdraw(Conflict? state, string reason) =>
        state is { IsOpen: true } ? Decision<IConflictEvent>.Accept(new ConflictWithdrawn(reason)) : Decision<IConflictEvent>.Nothing;

    public static Decision<IConflictEvent> Escalate(Conflict? state, int fromLevel, string reason) =>
        state is { IsOpen: true } && state.Level == fromLevel && state.Level < MaxLevel
            ? Decision<IConflictEvent>.Accept(new ConflictEscalated(state.Level + 1, reason))
            : Decision<IConflictEvent>.Nothing;

    public static Rejection Unknown(string id) =>
        Rejection.Because("conflict.unknown", $"There is no conflict '{id}' in this workspace.", ("conflict", id));
}
