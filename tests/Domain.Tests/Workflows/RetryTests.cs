using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

public sealed class RetryTests
{
    [Fact]
    public void a_failed_attempt_is_followed_by_another_after_a_growing_pause()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        run.Fail("a");
        run.StatusOf("a").ShouldBe(WorkStatus.Deferred);
        run.State.Items["a"].NotBefore.ShouldBe(run.Now.AddSeconds(2));
        run.When(s => Work.Wake(s, "a", 2, run.Now.AddSeconds(1.9))).Nothing();
        run.When(s => Work.Wake(s, "a", 1, run.Now.AddSeconds(2))).Nothing();
        run.Pass(2).Do(s => Work.Wake(s, "a", 2, run.Now));
        run.When(s => Work.Wake(s, "a", 2, run.Now)).Nothing();
        run.Fail("a");
        run.State.Items["a"].NotBefore.ShouldBe(run.Now.AddSeconds(4));
        run.State.Items["a"].Attempt.ShouldBe(3);
        run.State.Items["a"].Note.ShouldBe("broken");
    }

    [Fact]
    public void when_the_retries_are_used_up_the_task_and_with_it_the_run_has_failed()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { Retry = new RetryPolicy(1, 0, 1, 0) }, Some.Task("b", "a")));
        var alice = run.Claim("a");
        run.When(s => Finish.Fail(s, "a", alice, "broken", null, null, run.Now)).ThenTypes(typeof(TaskFailed), typeof(WorkflowFailed));
        run.Do(s => Finish.Fail(s, "a", alice, "broken", null, null, run.Now));
        run.When(s => Finish.Fail(s, "a", alice, "broken", null, null, run.Now)).Nothing();
        run.History.Select(h => h.Event).OfType<WorkflowFailed>().Single().Failed.ShouldBe(["a"]);
        run.When(s => Control.Resume(s, run.Now)).Rejects("workflow.failed");
        run.When(s => Control.Pause(s, "x")).Rejects("workflow.failed");
        run.When(s => Retry.Decide(s, "a", "fixed", run.Now)).Then(new TaskRetried("a", 2, "fixed"), new WorkflowResumed(), new TaskReadied("a", 2, null));
        run.Do(s => Retry.Decide(s, "a", "fixed", run.Now));
        run.When(s => Retry.Decide(s, "a", "fixed", run.Now)).Rejects("task.not-failed");
        run.Complete("a").Complete("b").State.Status.ShouldBe(WorkflowStatus.Completed);
        run.When(s => Retry.Decide(s, "a", "again", run.Now)).Rejects("workflow.ended");
    }

    [Fact]
    public void a_run_goes_on_while_anything_in_it_moves()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { Retry = new RetryPolicy(1, 0, 1, 0) }, Some.Task("b")));
        run.Fail("a").State.Status.ShouldBe(WorkflowStatus.Running);
        run.Complete("b").State.Status.ShouldBe(WorkflowStatus.Failed);
    }

    [Fact]
    public void giving_back_and_losing_a_lease_do_not_use_up_the_retries()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { Retry = new RetryPolicy(2, 0, 1, 0) }));
        for (var i = 0; i < 5; i++)
        {
            var alice = run.Claim("a");
            run.Do(s => Work.Release(s, "a", alice, "tired"));
        }

        run.Fail("a").StatusOf("a").ShouldBe(WorkStatus.Deferred);
    }

    [Fact]
    public void a_task_that_takes_too_long_is_taken_away_and_its_result_is_late()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { TimeoutSeconds = 60 }));
        var alice = run.Claim("a");
        run.Pass(10).Do(s => Work.Start(s, "a", alice));
        run.When(s => Work.TimeOut(s, "a", alice.Token, run.Now.AddSeconds(59.9))).Nothing();
        run.When(s => Work.TimeOut(s, "a", alice.Token + 1, run.Now.AddSeconds(60))).Nothing();
        run.Pass(60);
        run.When(s => Work.TimeOut(s, "a", alice.Token, run.Now)).Then(new TaskTimedOut("a", 1, alice.Token, "alice", run.Now.AddSeconds(2)));
        run.Do(s => Work.TimeOut(s, "a", alice.Token, run.Now));
        run.When(s => Work.TimeOut(s, "a", alice.Token, run.Now)).Nothing();
        run.State.Items["a"].Note.ShouldBe("alice brought no result within 60 s");
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<StaleResultRefused>();
    }

    [Fact]
    public void a_task_without_a_time_limit_never_times_out()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { TimeoutSeconds = 0 }));
        var alice = run.Claim("a");
        run.When(s => Work.TimeOut(s, "a", alice.Token, run.Now.AddDays(9))).Nothing();
    }

    [Fact]
    public void a_deferred_task_can_be_tried_at_once_as_the_same_attempt()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"))).Fail("a");
        run.When(s => Retry.Decide(s, "a", "now", run.Now)).Then(new TaskRetried("a", 2, "now"), new TaskReadied("a", 2, null));
        run.Do(s => Retry.Decide(s, "a", "now", run.Now));
        run.State.Items["a"].NotBefore.ShouldBeNull();
        run.When(s => Retry.Decide(s, "x", "now", run.Now)).Rejects("task.unknown");
    }

    [Fact]
    public void a_merge_that_fails_for_good_stops_only_its_task_and_is_retried_without_doing_the_work_again()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b")), Some.Repository).Submit("a").Submit("b");
        while (run.StatusOf("merge.a.1") != WorkStatus.Failed)
        {
            run.Fail("merge.a.1", "remote away");
            run.Pass(600).Do(s => Work.Wake(s, "merge.a.1", s.Items["merge.a.1"].Attempt, run.Now));
        }

        run.StatusOf("a").ShouldBe(WorkStatus.Submitted);
        run.State.Items["a"].Note.ShouldBe("remote away");
        run.Merge("b").State.Status.ShouldBe(WorkflowStatus.Failed);
        run.History.Select(h => h.Event).OfType<WorkflowFailed>().Single().Failed.ShouldBe(["merge.a.1"]);
        run.Do(s => Retry.Decide(s, "a", "remote back", run.Now));
        run.Merge("a").State.Status.ShouldBe(WorkflowStatus.Completed);
        run.State.Items["a"].Attempt.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 5, 2, 300, 5)]
    [InlineData(1, 5, 2, 300, 5)]
    [InlineData(3, 5, 2, 300, 20)]
    [InlineData(9, 5, 2, 300, 300)]
    [InlineData(5000, 0, 2, 300, 0)]
    [InlineData(5000, 1, 2, 300, 300)]
    public void the_pause_grows_up_to_its_limit(int attempt, int backoff, double factor, int most, double expected) =>
        new RetryPolicy(3, backoff, factor, most).DelayAfter(attempt).ShouldBe(expected);
}
