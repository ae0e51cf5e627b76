using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

[Trait("Capability", "G3")]
public sealed class RollBackTests
{
    private static readonly WorkflowDefinition Definition = (Some.Workflow(
            Some.Task("a") with { Produces = ["x"] }, Some.Task("b", "a"), Some.Task("c", "g"), Some.Task("d", "c"))
        with
    { Gates = [Some.Gate("g", ["a", "b"], ["test"], 100)] })
        .With(Some.Milestone("start", 1, "a"), Some.Milestone("gate", 3, "g"));

    [Fact]
    public void attempts_rise_leases_are_fenced_gates_and_milestones_reopen_and_artifacts_stay()
    {
        var run = Run.Of(Definition).Complete("a").Complete("b").Complete("check.g.test.1");
        var alice = run.Claim("c");
        run.When(s => RollBack.Decide(s, "start", "wrong way", run.Now)).Then(
            new WorkflowRolledBack("start", "wrong way", [new AttemptRef("b", 2), new AttemptRef("c", 2)], ["g"], null, [], null),
            new GateAwaited("g", 2, ["b"], run.Now.AddSeconds(100)), new TaskReadied("b", 2, null));
        run.Do(s => RollBack.Decide(s, "start", "wrong way", run.Now));
        run.StatusOf("a").ShouldBe(WorkStatus.Completed);
        run.StatusOf("c").ShouldBe(WorkStatus.Waiting);
        run.State.Items["b"].Note.ShouldBe("wrong way");
        run.State.Artifacts.ShouldContainKey("x");
        run.State.Milestones["start"].Reached.ShouldBeTrue();
        run.State.Milestones["gate"].Reached.ShouldBeFalse();
        run.State.Held.ShouldBe(0);
        run.When(s => Finish.Submit(s, "c", alice, Some.Empty, run.Now)).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<StaleResultRefused>();
        run.Complete("b").Complete("check.g.test.2").Complete("c").Complete("d").State.Status.ShouldBe(WorkflowStatus.Completed);
    }

    [Fact]
    public void rolling_back_where_nothing_was_begun_changes_nothing()
    {
        var idle = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a")), start: false).Do(s => Control.Checkpoint(s, "here"));
        idle.When(s => RollBack.Decide(s, "here", "again", idle.Now)).Nothing();
    }

    [Fact]
    public void rolling_back_twice_changes_nothing_the_second_time()
    {
        var run = Run.Of(Definition).Complete("a").Complete("b").Complete("check.g.test.1").Do(s => RollBack.Decide(s, "start", "x", Times.Start));
        run.When(s => RollBack.Decide(s, "start", "x", run.Now)).Nothing();
        var alice = run.Claim("b");
        run.Do(s => Work.SaveCheckpoint(s, "b", alice, "half", null, 50)).Do(s => Work.Release(s, "b", alice, "x"));
        run.When(s => RollBack.Decide(s, "start", "x", run.Now)).ThenOne<WorkflowRolledBack>().Tasks.ShouldBe([new AttemptRef("b", 3)]);
    }

    [Fact]
    public void only_known_places_are_rolled_back_to()
    {
        var run = Run.Of(Definition);
        run.When(s => RollBack.Decide(s, "start", "x", run.Now)).Rejects("checkpoint.unknown");
        run.Do(s => Control.Checkpoint(s, "here"));
        run.When(s => RollBack.Decide(s, "there", "x", run.Now)).Rejects("checkpoint.unknown").Facts["known"].ShouldBe("here");
        run.Do(s => Control.Cancel(s, "x"));
        run.When(s => RollBack.Decide(s, "here", "x", run.Now)).Rejects("workflow.ended");
    }

    [Fact]
    public void a_completed_run_can_be_rolled_back_and_a_paused_one_stays_paused()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a"))).Complete("a").Do(s => Control.Checkpoint(s, "here")).Complete("b");
        run.State.Status.ShouldBe(WorkflowStatus.Completed);
        run.Do(s => RollBack.Decide(s, "here", "x", run.Now)).State.Status.ShouldBe(WorkflowStatus.Running);
        run.Do(s => Control.Pause(s, "x")).Do(s => RollBack.Decide(s, "here", "y", run.Now)).State.Status.ShouldBe(WorkflowStatus.Paused);
    }

    [Fact]
    public void merged_work_is_undone_by_a_revert_before_anything_else_starts()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a"), Some.Task("c", "b")), Some.Repository);
        run.SubmitAndMerge("a").Do(s => Control.Checkpoint(s, "here"));
        var target = run.State.Head;
        run.SubmitAndMerge("b");
        var undone = run.State.Head!;
        run.When(s => RollBack.Decide(s, "here", "x", run.Now)).Then(
            new WorkflowRolledBack("here", "x", [new AttemptRef("b", 2), new AttemptRef("c", 2)], [], target, [undone], "revert.1"), new TaskReadied("revert.1", 1, undone));
        run.Do(s => RollBack.Decide(s, "here", "x", run.Now));
        run.StatusOf("b").ShouldBe(WorkStatus.Waiting);
        run.When(s => RollBack.Decide(s, "here", "x", run.Now)).Rejects("workflow.reverting");
        var merger = run.Claim("revert.1", "merger");
        run.When(s => Merge.Reverted(s, "revert.1", merger, "r1", run.Now)).ThenTypes(typeof(RollbackApplied), typeof(TaskCompleted), typeof(TaskReadied));
        run.Do(s => Merge.Reverted(s, "revert.1", merger, "r1", run.Now));
        run.When(s => Merge.Reverted(s, "revert.1", merger, "r1", run.Now)).Nothing();
        run.State.Head.ShouldBe("r1");
        run.SubmitAndMerge("b").SubmitAndMerge("c").State.Status.ShouldBe(WorkflowStatus.Completed);
    }

    [Fact]
    public void after_one_roll_back_a_second_undoes_only_what_came_after_its_own_place()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a"), Some.Task("c", "b")), Some.Repository);
        run.SubmitAndMerge("a").Do(s => Control.Checkpoint(s, "after-a")).SubmitAndMerge("b");
        run.Do(s => RollBack.Decide(s, "after-a", "x", run.Now));
        var merger = run.Claim("revert.1", "merger");
        run.Do(s => Merge.Reverted(s, "revert.1", merger, "r1", run.Now)).Do(s => Control.Checkpoint(s, "after-revert"));
        run.SubmitAndMerge("b");
        var again = run.State.Head!;
        run.When(s => RollBack.Decide(s, "after-revert", "y", run.Now)).ThenOne<WorkflowRolledBack>()
            .ShouldSatisfyAllConditions(e => e.UndoCommits.ShouldBe([again]), e => e.TargetCommit.ShouldBe("r1"));
        run.Do(s => RollBack.Decide(s, "after-revert", "y", run.Now)).State.MergeLog.Select(m => m.Task).ShouldBe(["a"]);
    }

    [Fact]
    public void a_place_that_counts_on_what_was_undone_is_gone()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a"), Some.Task("c", "b")), Some.Repository);
        run.SubmitAndMerge("a").Do(s => Control.Checkpoint(s, "one")).SubmitAndMerge("b").Do(s => Control.Checkpoint(s, "two"));
        run.Do(s => RollBack.Decide(s, "one", "x", run.Now)).State.RestorePoints.Keys.ShouldBe(["one"]);
    }

    [Fact]
    public void a_merge_that_may_still_land_is_reverted_too()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a")), Some.Repository).Do(s => Control.Checkpoint(s, "here")).Submit("a");
        run.When(s => RollBack.Decide(s, "here", "x", run.Now)).ThenOne<WorkflowRolledBack>().Revert.ShouldBeNull();
        var slow = run.Claim("merge.a.1", "slow");
        run.When(s => RollBack.Decide(s, "here", "x", run.Now)).ThenOne<WorkflowRolledBack>().Revert.ShouldBe("revert.1");
        run.Do(s => Work.ExpireAllOf(s, "slow", "lost")).Do(s => RollBack.Decide(s, "here", "x", run.Now));
        run.State.Reverting.ShouldBe("revert.1");
        run.When(s => Merge.Report(s, "merge.a.1", slow, "m1", run.Now)).Decision.Rejection!.Code.ShouldBe("lease.stale-token");
    }

    [Fact]
    public void a_revert_that_failed_for_good_can_be_retried()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")), Some.Repository).Do(s => Control.Checkpoint(s, "here")).SubmitAndMerge("a");
        run.Do(s => RollBack.Decide(s, "here", "x", run.Now));
        while (run.StatusOf("revert.1") != WorkStatus.Failed)
        {
            run.Fail("revert.1");
            run.Pass(600).Do(s => Work.Wake(s, "revert.1", s.Items["revert.1"].Attempt, run.Now));
        }

        run.State.Status.ShouldBe(WorkflowStatus.Failed);
        run.Do(s => Retry.Decide(s, "revert.1", "remote back", run.Now)).StatusOf("revert.1").ShouldBe(WorkStatus.Ready);
        run.State.Status.ShouldBe(WorkflowStatus.Running);
    }

    [Fact]
    public void a_wide_roll_back_names_its_tasks_in_events_of_at_most_five_hundred()
    {
        var run = Run.Of(Some.Workflow([.. Enumerable.Range(0, 1_200).Select(i => Some.Task($"t{i:0000}"))])).Do(s => Control.Checkpoint(s, "here"));
        foreach (var task in run.State.Items.Keys.Order(StringComparer.Ordinal))
        {
            run.Complete(task);
        }

        run.When(s => RollBack.Decide(s, "here", "x", run.Now)).Decision.Events.OfType<TasksSetBack>().Select(e => e.Tasks.Length).ShouldBe([500, 200]);
        run.Do(s => RollBack.Decide(s, "here", "x", run.Now)).State.Items.Values.ShouldAllBe(i => i.Attempt == 2 && i.Status == WorkStatus.Ready);
    }
}
