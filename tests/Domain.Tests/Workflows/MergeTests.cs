using Shouldly;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

public sealed class MergeTests
{
    private static readonly WorkflowDefinition Three = Some.Workflow(Some.Task("a"), Some.Task("b") with { Priority = 7 }, Some.Task("c") with { Priority = 9 });

    [Fact]
    public void branches_are_merged_one_after_another_first_come_first_served()
    {
        var run = Run.Of(Three, Some.Repository).Submit("a").Submit("b").Submit("c");
        run.State.Merges.ShouldBe(["merge.a.1", "merge.b.1", "merge.c.1"]);
        run.StatusOf("merge.b.1").ShouldBe(WorkStatus.Waiting);
        run.Merge("a").StatusOf("merge.b.1").ShouldBe(WorkStatus.Ready);
        run.Merge("b").Merge("c");
        run.State.MergeLog.Select(m => m.Task).ShouldBe(["a", "b", "c"]);
        run.State.Head.ShouldBe(run.State.MergeLog[^1].Commit);
        run.History.Select(h => h.Event).OfType<WorkflowCompleted>().Single().Commit.ShouldBe(run.State.Head);
    }

    [Fact]
    [Trait("Capability", "H10")]
    public void under_the_priority_approach_the_more_important_branch_is_merged_first()
    {
        var run = Run.Of(Three.With(Some.Settings with { Conflicts = ConflictApproach.Priority }), Some.Repository).Submit("a").Submit("b").Submit("c");
        run.State.Merges.ShouldBe(["merge.a.1", "merge.c.1", "merge.b.1"]);
    }

    [Fact]
    public void a_merge_is_intended_then_reported_and_each_only_once()
    {
        var run = Run.Of(Three, Some.Repository).Submit("a");
        var merger = run.Claim("merge.a.1", "merger");
        run.When(s => Merge.Intend(s, "merge.a.1", merger, "onto")).Then(new MergeIntended("merge.a.1", merger.Token, "onto"));
        run.Do(s => Merge.Intend(s, "merge.a.1", merger, "onto"));
        run.When(s => Merge.Intend(s, "merge.a.1", merger, "onto")).Nothing();
        run.When(s => Merge.Report(s, "merge.a.1", merger, "m1", run.Now)).Then(
            new BranchMerged("merge.a.1", "a", "m1", []), new TaskCompleted("merge.a.1", 1, merger.Token, "m1", [], null, null), new TaskCompleted("a", 1, 0, "m1", [], null, null));
        run.Do(s => Merge.Report(s, "merge.a.1", merger, "m1", run.Now));
        run.When(s => Merge.Report(s, "merge.a.1", merger, "m1", run.Now)).Nothing();
        run.When(s => Merge.Report(s, "merge.a.1", merger, "m2", run.Now)).Rejects("lease.stale-token");
    }

    /// <summary>The author's branch is wrong, not the merger: the attempt at the task failed, and the next branch is merged.</summary>
    [Fact]
    [Trait("Capability", "D1")]
    public void a_branch_that_may_not_be_merged_is_its_tasks_failure_and_not_the_mergers()
    {
        var run = Run.Of(Three, Some.Repository).Submit("a").Submit("b");
        var (author, merger, why) = (run.State.Items["a"].Submission!.Agent, run.Claim("merge.a.1", "merger"), Rejection.Because("domain.outside", "Not yours."));
        var before = run.State;
        var events = run.When(s => Merge.Refuse(s, "merge.a.1", merger, why, run.Now)).Decision.Events;
        events.Select(e => e.GetType()).ShouldBe([typeof(MergeRefused), typeof(TaskFailed), typeof(TaskReadied)]);
        Attempts.EndOf(before, events[0]).ShouldNotBeNull().Result.ShouldBe(AttemptResult.Done);
        Attempts.EndOf(before, events[1]).ShouldBeNull();
        run.Refused(s => Merge.Refuse(s, "merge.a.1", merger, why, run.Now));
        events[0].ShouldBe(new MergeRefused("merge.a.1", 1, merger.Token, "a", before.Items["a"].Submission!.Branch, author, "domain.outside", "Not yours."));
        run.StatusOf("merge.a.1").ShouldBe(WorkStatus.Refused);
        run.StatusOf("merge.b.1").ShouldBe(WorkStatus.Ready);
        var sent = run.State.Items["a"];
        (sent.Status, sent.Attempt, sent.Failures, sent.Submission).ShouldBe((WorkStatus.Deferred, 2, 1, null));
        sent.LostBy.ShouldBe([author]);
        sent.Note.ShouldBe("Its branch was not merged: Not yours.");
        run.State.MergeLog.ShouldBeEmpty();
        run.When(s => Merge.Refuse(s, "merge.a.1", merger, why, run.Now)).Rejects("lease.stale-token");
    }

    [Fact]
    [Trait("Capability", "Z1")]
    public void a_merger_that_lost_its_lease_cannot_report()
    {
        var run = Run.Of(Three, Some.Repository).Submit("a");
        var slow = run.Claim("merge.a.1", "slow");
        run.Do(s => Merge.Intend(s, "merge.a.1", slow, "onto")).Do(s => Work.ExpireAllOf(s, "slow", "lost"));
        run.State.Items["merge.a.1"].MergeOnto.ShouldBeNull();
        run.When(s => Merge.Report(s, "merge.a.1", slow, "m1", run.Now))
            .RejectsKeeping("lease.stale-token", new StaleResultRefused("merge.a.1", slow.Token, "slow", "merged", "m1", null));
        run.When(s => Merge.Conflict(s, "merge.a.1", slow, "c1", null, "o", "t", [], run.Now)).Decision.Events.ShouldHaveSingleItem();
    }

    [Fact]
    public void a_conflict_stops_only_the_task_it_concerns_and_a_persons_answer_is_merged_next()
    {
        var run = Run.Of(Three, Some.Repository).Submit("a").Submit("b").Submit("c").Merge("a").Conflict("b");
        run.StatusOf("b").ShouldBe(WorkStatus.Conflicted);
        run.History.Select(h => h.Event).OfType<MergeConflicted>().Single().With.ShouldBe(["a"]);
        run.StatusOf("merge.c.1").ShouldBe(WorkStatus.Ready);
        run.When(s => Merge.Answer(s, "b", "other", "ann", [], run.Now)).Rejects("conflict.not-open");
        run.When(s => Merge.Answer(s, "x", "c1", "ann", [], run.Now)).Rejects("conflict.not-open");
        run.Claim("merge.c.1", "merger");
        run.Do(s => Merge.Answer(s, "b", "c1", "ann", [new ResolvedFile("a.txt", "h9")], run.Now));
        run.When(s => Merge.Answer(s, "b", "c1", "ann", [], run.Now)).Rejects("conflict.not-open");
        run.State.Merges.ShouldBe(["merge.c.1", "merge.b.1"]);
        run.Do(s => Merge.Report(s, "merge.c.1", new Holder("merger", s.Items["merge.c.1"].Lease!.Token), "m2", run.Now));
        var again = run.Claim("merge.b.1", "merger");
        run.State.Items["merge.b.1"].Resolution.ShouldHaveSingleItem().ShouldBe(new ResolvedFile("a.txt", "h9"));
        run.When(s => Merge.Report(s, "merge.b.1", again, "m3", run.Now)).ThenOne<BranchMerged>().Resolved.ShouldBe(["a.txt"]);
    }

    [Fact]
    [Trait("Capability", "H10")]
    public void under_the_priority_approach_the_loser_is_told_why_and_works_again_on_top()
    {
        var run = Run.Of(Three.With(Some.Settings with { Conflicts = ConflictApproach.Priority }), Some.Repository).Submit("c").Submit("a").Merge("c");
        run.Conflict("a");
        var yielded = run.History.Select(h => h.Event).OfType<TaskYielded>().Single();
        yielded.To.ShouldBe("c");
        yielded.Why.ShouldContain("merge order");
        yielded.Why.ShouldContain("a.txt");
        var loser = run.State.Items["a"];
        loser.Status.ShouldBe(WorkStatus.Ready);
        loser.Attempt.ShouldBe(2);
        loser.Note.ShouldBe(yielded.Why);
        loser.BaseCommit.ShouldBe(run.State.Head);
        loser.Submission.ShouldBeNull();
        run.SubmitAndMerge("a").SubmitAndMerge("b").State.Status.ShouldBe(WorkflowStatus.Completed);
    }

    [Fact]
    public void a_conflicted_task_can_be_done_again_instead_of_answered_and_not_from_its_old_checkpoint()
    {
        var run = Run.Of(Three, Some.Repository);
        var alice = run.Claim("a");
        run.Do(s => Work.SaveCheckpoint(s, "a", alice, "half", "h1", 50));
        run.Do(s => Finish.Submit(s, "a", alice, Some.Empty with { Commit = "c1", Branch = "b1" }, run.Now)).Conflict("a");
        run.Do(s => Retry.Decide(s, "a", "simpler", run.Now));
        run.State.Items["a"].ShouldSatisfyAllConditions(
            i => i.Status.ShouldBe(WorkStatus.Ready), i => i.Attempt.ShouldBe(2), i => i.Checkpoint.ShouldBeNull(), i => i.ConflictId.ShouldBeNull(), i => i.Submission.ShouldBeNull());
        run.When(s => Merge.Answer(s, "a", "c1", "ann", [], run.Now)).Rejects("conflict.not-open");
        run.SubmitAndMerge("a");
    }

    [Fact]
    public void only_merges_are_merged_and_only_reverts_reverted()
    {
        var run = Run.Of(Three, Some.Repository);
        var alice = run.Claim("a");
        run.When(s => Merge.Intend(s, "a", alice, "onto")).Rejects("task.wrong-kind");
        run.When(s => Merge.Report(s, "a", alice, "c", run.Now)).Rejects("task.wrong-kind");
        run.When(s => Merge.Conflict(s, "a", alice, "c1", null, "o", "t", [], run.Now)).Rejects("task.wrong-kind");
        run.When(s => Merge.Reverted(s, "a", alice, "c", run.Now)).Rejects("task.wrong-kind");
    }

    [Fact]
    public void reporting_the_same_conflict_twice_changes_nothing()
    {
        var run = Run.Of(Three, Some.Repository).Submit("a");
        var merger = run.Claim("merge.a.1", "merger");
        run.Do(s => Merge.Conflict(s, "merge.a.1", merger, "c1", "b", "o", "t", [Some.ConflictedFile], run.Now));
        run.When(s => Merge.Conflict(s, "merge.a.1", merger, "c2", "b", "o", "t", [Some.ConflictedFile], run.Now)).Nothing();
    }
}
