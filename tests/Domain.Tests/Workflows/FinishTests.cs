using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

public sealed class FinishTests
{
    [Fact]
    [Trait("Capability", "G1")]
    public void a_result_completes_the_task_and_readies_what_waited_for_it()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a")));
        var alice = run.Claim("a");
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).Then(
            new TaskCompleted("a", 1, alice.Token, null, [], null, null), new TaskReadied("b", 1, null));
        run.Do(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now));
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).Nothing();
        run.When(s => Finish.Fail(s, "a", alice, "no", null, null, run.Now)).Rejects("lease.stale-token");
    }

    [Fact]
    public void the_last_result_completes_the_run()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a");
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).ThenTypes(typeof(TaskCompleted), typeof(WorkflowCompleted));
    }

    [Fact]
    public void work_on_a_branch_is_submitted_and_its_merge_queued()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")), Some.Repository);
        var alice = run.Claim("a");
        var result = Some.Empty with { Commit = "c1", Branch = "b1" };
        run.When(s => Finish.Submit(s, "a", alice, result, run.Now)).Then(
            new TaskSubmitted("a", alice.Token, "c1", "b1", [], null), new MergeQueued("merge.a.1", "a", 1, "c1", 5),
            new TaskReadied("merge.a.1", 1, Some.Repository.BaseCommit));
        run.Do(s => Finish.Submit(s, "a", alice, result, run.Now));
        run.When(s => Finish.Submit(s, "a", alice, result, run.Now)).Nothing();
        run.When(s => Finish.Submit(s, "a", alice, result with { Commit = "c2" }, run.Now)).Rejects("lease.stale-token");
    }

    [Fact]
    public void a_commit_that_changes_nothing_is_not_merged()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")), Some.Repository);
        var alice = run.Claim("a");
        var unchanged = Some.Empty with { Commit = Some.Repository.BaseCommit, Branch = "b1" };
        run.When(s => Finish.Submit(s, "a", alice, unchanged, run.Now)).ThenTypes(typeof(TaskCompleted), typeof(WorkflowCompleted));
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty with { Commit = "c1" }, run.Now)).Rejects("task.branch-missing");
    }

    [Fact]
    public void what_a_task_must_produce_it_must_bring_and_once()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a") with { Produces = ["spec", "report"] }));
        var alice = run.Claim("a");
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty with { Outputs = [Some.Artifact("spec")] }, run.Now))
            .Rejects("task.output-missing").Facts["missing"].ShouldBe("report");
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty with { Outputs = [Some.Artifact("spec"), Some.Artifact("report"), Some.Artifact("spec", "h2")] }, run.Now))
            .Rejects("task.output-duplicate");
    }

    [Fact]
    [Trait("Capability", "H8")]
    public void a_new_version_tells_those_who_use_the_old_one_and_the_same_content_tells_nobody()
    {
        var run = Run.Of(Some.Workflow(
            Some.Task("a") with { Produces = ["x"] }, Some.Task("same", "a") with { Produces = ["x"] }, Some.Task("other", "same") with { Produces = ["x"] },
            Some.Task("user", "a") with { Consumes = ["x"] }, Some.Task("was", "a") with { Consumes = ["x"] }));
        run.Complete("a").Complete("was");
        var hash = run.State.Artifacts["x"].Hash;
        var same = run.Claim("same");
        run.Do(s => Finish.Submit(s, "same", same, Some.Empty with { Outputs = [Some.Artifact("x", hash)] }, run.Now));
        run.State.Artifacts["x"].Version.ShouldBe(1);
        run.History.ShouldNotContain(h => h.Event is ConsumersTold);
        var other = run.Claim("other");
        var told = run.When(s => Finish.Submit(s, "other", other, Some.Empty with { Outputs = [Some.Artifact("x", "h2")] }, run.Now)).ThenOne<ConsumersTold>();
        told.Artifact.ShouldBe(new ArtifactRef("x", "h2", 10, 2));
        told.Consumers.ShouldBe(["user"]);
    }

    [Fact]
    public void samples_are_kept_only_when_everything_is_to_be_measured()
    {
        var usage = new ResourceUsage(10, 5, null, null, null, null, [new ResourceSample(1, 2, 3)]);
        foreach (var (level, samples) in new[] { (MetricsLevel.Full, 1), (MetricsLevel.Summary, 0) })
        {
            var run = Run.Of(Some.Workflow(Some.Task("a")).With(Some.Settings with { Metrics = level }));
            var alice = run.Claim("a");
            run.When(s => Finish.Submit(s, "a", alice, Some.Empty with { Usage = usage }, run.Now)).ThenTypes(typeof(TaskCompleted), typeof(WorkflowCompleted))
                .Decision.Events.OfType<TaskCompleted>().Single().Usage!.Samples.Length.ShouldBe(samples);
        }
    }

    [Fact]
    public void merges_are_not_submitted()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")), Some.Repository).Submit("a");
        var merger = run.Claim("merge.a.1");
        run.When(s => Finish.Submit(s, "merge.a.1", merger, Some.Empty, run.Now)).Rejects("task.wrong-kind");
    }

    [Fact]
    public void a_late_result_of_a_cancelled_run_is_refused_and_kept()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a");
        run.Do(s => Control.Cancel(s, "no more money"));
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now))
            .RejectsKeeping("workflow.ended", new StaleResultRefused("a", alice.Token, "alice", "submit", null, null));
        run.When(s => Work.Start(s, "a", alice)).Rejects("workflow.ended");
    }
}
