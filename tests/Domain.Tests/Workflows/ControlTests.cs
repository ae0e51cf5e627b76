using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

public sealed class ControlTests
{
    private static readonly WorkflowDefinition Two = Some.Workflow(Some.Task("a"), Some.Task("b", "a"));

    [Fact]
    public void starting_twice_changes_nothing()
    {
        var run = Run.Of(Two);
        run.When(s => Control.Start(s, run.Now)).Nothing();
        run.Complete("a").Complete("b").When(s => Control.Start(s, run.Now)).Rejects("workflow.ended");
    }

    [Fact]
    public void while_paused_what_is_held_goes_on_and_nothing_new_is_granted()
    {
        var run = Run.Of(Two);
        var alice = run.Claim("a");
        run.Do(s => Control.Pause(s, "lunch"));
        run.When(s => Control.Pause(s, "lunch")).Nothing();
        run.Do(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).StatusOf("b").ShouldBe(WorkStatus.Ready);
        run.When(s => Assign.Grant(s, "b", "bob", 30, Some.Reason)).Rejects("workflow.not-running");
        run.When(s => Control.Resume(s, run.Now)).Then(new WorkflowResumed());
        run.Do(s => Control.Resume(s, run.Now));
        run.When(s => Control.Resume(s, run.Now)).Nothing();
        run.Complete("b");
    }

    [Fact]
    public void what_ended_while_paused_is_settled_when_it_is_resumed()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a");
        run.Do(s => Control.Pause(s, "lunch")).Do(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).State.Status.ShouldBe(WorkflowStatus.Paused);
        run.When(s => Control.Resume(s, run.Now)).Then(new WorkflowResumed(), new WorkflowCompleted(null));
    }

    [Fact]
    public void a_run_that_has_not_been_started_is_neither_paused_nor_resumed()
    {
        var run = Run.Of(Two, start: false);
        run.When(s => Control.Pause(s, "x")).Rejects("workflow.not-started");
        run.When(s => Control.Resume(s, run.Now)).Rejects("workflow.not-started");
        run.When(s => Control.Cancel(s, "x")).Then(new WorkflowCancelled("x"));
    }

    [Fact]
    [Trait("Capability", "Z1")]
    public void cancelling_fences_what_is_held_and_ends_everything()
    {
        var run = Run.Of(Two);
        var alice = run.Claim("a");
        run.Do(s => Control.Cancel(s, "x"));
        run.When(s => Control.Cancel(s, "x")).Nothing();
        run.State.Held.ShouldBe(0);
        run.State.Items.Values.ShouldAllBe(i => i.Status == WorkStatus.Cancelled);
        run.When(s => Work.SaveCheckpoint(s, "a", alice, "half", null, 50)).Rejects("workflow.ended");
        run.When(s => Control.Pause(s, "x")).Rejects("workflow.ended");
        run.When(s => Control.Resume(s, run.Now)).Rejects("workflow.ended");
        run.When(s => Control.Start(s, run.Now)).Rejects("workflow.ended");
        run.When(s => Control.Checkpoint(s, "here")).Rejects("workflow.ended");
        run.When(s => Retry.Decide(s, "a", "x", run.Now)).Rejects("workflow.ended");
    }

    [Fact]
    public void a_completed_run_is_not_cancelled() =>
        Run.Of(Some.Workflow(Some.Task("a"))).Complete("a").When(s => Control.Cancel(s, "x")).Rejects("workflow.ended");

    [Fact]
    [Trait("Capability", "G3")]
    public void a_name_means_one_place()
    {
        var run = Run.Of(Two.With(Some.Milestone("m", 1, "a")));
        run.When(s => Control.Checkpoint(s, "here")).Then(new WorkflowCheckpointed("here", null));
        run.Do(s => Control.Checkpoint(s, "here"));
        run.When(s => Control.Checkpoint(s, "here")).Rejects("checkpoint.exists");
        run.When(s => Control.Checkpoint(s, "m")).Rejects("checkpoint.exists");
    }

    [Fact]
    [Trait("Capability", "F3")]
    public void milestones_add_up_to_the_percentage_by_their_weights()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c"))
            .With(Some.Milestone("one", 1, "a"), Some.Milestone("two", 2, "a", "b"), Some.Milestone("three", 3, "c")));
        run.Complete("c").Complete("a").Complete("b");
        run.History.Select(h => h.Event).OfType<MilestoneReached>().Select(e => (e.Name, e.Percent)).ShouldBe([("three", 50), ("one", 66.67), ("two", 100)]);
    }

    [Fact]
    [Trait("Capability", "I1")]
    public void a_pipeline_goes_stage_by_stage_and_the_last_is_fed_by_all_before()
    {
        var run = Run.Of(Some.Workflow(
            Some.Task("backend") with { Produces = ["api"] }, Some.Task("frontend") with { Produces = ["page"] },
            Some.Task("qa", "backend", "frontend") with { Produces = ["report"] }, Some.Task("security", "backend", "frontend") with { Produces = ["audit"] },
            Some.Task("docs", "qa", "security") with { Consumes = ["api", "page", "report", "audit"] }));
        run.Complete("backend").StatusOf("qa").ShouldBe(WorkStatus.Waiting);
        run.Complete("frontend").Complete("qa").Complete("security");
        run.When(s => Assign.Grant(s, "docs", "alice", 30, Some.Reason)).ThenOne<TaskAssigned>().Inputs.Select(i => i.Name).ShouldBe(["api", "page", "report", "audit"]);
    }

    [Fact]
    public void the_longest_chain_that_follows_ranks_a_task()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "g") with { EstimateSeconds = 7 }, Some.Task("c", "a") with { EstimateSeconds = 2 }).With(Some.Gate("g", ["a"], [])));
        run.State.Items.Values.OrderBy(i => i.Name, StringComparer.Ordinal).Select(i => i.TailSeconds).ShouldBe([17, 7, 2]);
    }
}
