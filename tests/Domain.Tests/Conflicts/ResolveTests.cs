using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Conflicts;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Conflicts;

public sealed class ResolveTests
{
    private static readonly ConflictDetected Detected = new("c1", "w1", "b", ["a"], "base", "ours", "theirs",
        [new ConflictedFile("x.txt", ConflictKind.Content, "1", "2", "3", "4"), new ConflictedFile("y.txt", ConflictKind.ModifyDelete, "1", null, "3", null)]);

    private static readonly ImmutableArray<ResolvedFile> Answer = [new ResolvedFile("x.txt", "5"), new ResolvedFile("y.txt", null)];

    [Fact]
    public void a_conflict_is_detected_once()
    {
        Given.Conflict().When(c => Resolve.Detect(c, Detected)).Then(Detected);
        Given.Conflict(Detected).When(c => Resolve.Detect(c, Detected)).Nothing();
    }

    [Fact]
    public void an_answer_names_each_conflicted_file_once_and_no_other()
    {
        Decide([.. Answer.Take(1)]).Rejects("conflict.wrong-files").Facts["missing"].ShouldBe("y.txt");
        Decide([.. Answer, new ResolvedFile("z.txt", "1")]).Rejects("conflict.wrong-files").Facts["unexpected"].ShouldBe("z.txt");
        Decide([.. Answer, Answer[0]]).Rejects("conflict.wrong-files");
        Decide(Answer).Then(new ConflictResolved("ann", Answer));
        Given.Conflict().When(c => Resolve.Decide(c, "c1", "ann", Answer)).Rejects("conflict.unknown");
    }

    [Fact]
    public void the_first_answer_counts()
    {
        var answered = Given.Conflict(Detected, new ConflictResolved("ann", Answer));
        answered.When(c => Resolve.Decide(c, "c1", "bob", Answer)).Nothing();
        answered.When(c => Resolve.Decide(c, "c1", "bob", [Answer[0] with { Hash = "9" }, Answer[1]])).Rejects("conflict.not-open").Facts["by"].ShouldBe("ann");
        answered.When(c => Resolve.Escalate(c, 1, "late")).Nothing();
        answered.When(c => Resolve.Yield(c, "a", "x")).Nothing();
        answered.When(c => Resolve.Withdraw(c, "x")).Nothing();
        answered.State!.EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public void what_nobody_answers_rises_level_by_level_and_can_still_be_answered()
    {
        Given.Conflict(Detected).When(c => Resolve.Escalate(c, 1, "late")).Then(new ConflictEscalated(2, "late"));
        Given.Conflict(Detected).When(c => Resolve.Escalate(c, 2, "late")).Nothing();
        Given.Conflict().When(c => Resolve.Escalate(c, 1, "late")).Nothing();
        var top = Given.Conflict(Detected, new ConflictEscalated(Resolve.MaxLevel, "late"));
        top.When(c => Resolve.Escalate(c, Resolve.MaxLevel, "late")).Nothing();
        top.When(c => Resolve.Decide(c, "c1", "ann", Answer)).Then(new ConflictResolved("ann", Answer));
    }

    [Fact]
    [Trait("Capability", "H10")]
    public void a_conflict_may_end_by_yielding_or_because_nobody_needs_an_answer_any_more()
    {
        Given.Conflict(Detected).When(c => Resolve.Yield(c, "a", "merged first")).Then(new ConflictYielded("b", "a", "merged first"));
        Given.Conflict(Detected, new ConflictYielded("b", "a", "x")).When(c => Resolve.Yield(c, "a", "x")).Nothing();
        Given.Conflict(Detected).When(c => Resolve.Withdraw(c, "rolled back")).Then(new ConflictWithdrawn("rolled back"));
        Given.Conflict(Detected, new ConflictWithdrawn("x")).When(c => Resolve.Withdraw(c, "x")).Nothing();
        Given.Conflict(Detected, new ConflictWithdrawn("x")).When(c => Resolve.Decide(c, "c1", "ann", Answer)).Rejects("conflict.not-open");
        Given.Conflict().When(c => Resolve.Withdraw(c, "x")).Nothing();
    }

    private static Outcome<IConflictEvent> Decide(ImmutableArray<ResolvedFile> files) => Given.Conflict(Detected).When(c => Resolve.Decide(c, "c1", "ann", files));
}
