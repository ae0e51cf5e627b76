using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

public sealed class AssignTests
{
    [Fact]
    [Trait("Capability", "Z1")]
    public void a_ready_task_is_granted_and_the_version_of_the_grant_is_its_token()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var holder = run.Claim("a");
        var item = run.State.Items["a"];
        item.Status.ShouldBe(WorkStatus.Assigned);
        item.Lease!.Agent.ShouldBe("alice");
        holder.Token.ShouldBe(run.State.Version);
    }

    [Fact]
    [Trait("Capability", "Z1")]
    public void who_comes_second_is_told_who_was_first()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        run.Claim("a", "alice");
        var refusal = run.When(s => Assign.Grant(s, "a", "bob", 30, Some.Reason)).Rejects("task.not-ready");
        refusal.Facts["heldBy"].ShouldBe("alice");
        run.When(s => Assign.Grant(s, "a", "alice", 30, Some.Reason)).Rejects("task.not-ready");
    }

    [Fact]
    public void only_known_tasks_of_running_runs_are_granted()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a")));
        run.When(s => Assign.Grant(s, "x", "alice", 30, Some.Reason)).Rejects("task.unknown");
        run.When(s => Assign.Grant(s, "b", "alice", 30, Some.Reason)).Rejects("task.not-ready");
        run.Do(s => Control.Pause(s, "lunch"));
        run.When(s => Assign.Grant(s, "a", "alice", 30, Some.Reason)).Rejects("workflow.not-running");
        run.When(s => Assign.Offer(s, "a", "alice", 30, Some.Reason)).Rejects("workflow.not-running");
    }

    [Fact]
    public void parallel_agents_bounds_what_is_held()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c")).With(Some.Settings with { ParallelAgents = 2 }));
        var first = run.Claim("a", "alice");
        run.State.AcceptsClaims.ShouldBeTrue();
        run.Claim("b", "bob");
        run.State.AcceptsClaims.ShouldBeFalse();
        run.When(s => Assign.Grant(s, "c", "carol", 30, Some.Reason)).Rejects("workflow.at-limit");
        run.Do(s => Work.Release(s, "a", first, "tired"));
        run.Claim("c", "carol");
    }

    [Fact]
    public void merges_take_no_place_of_the_parallel_agents()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b")).With(Some.Settings with { ParallelAgents = 1 }), Some.Repository);
        run.Submit("a").Claim("b");
        run.Merge("a");
        run.StatusOf("a").ShouldBe(WorkStatus.Completed);
    }

    [Fact]
    public void an_offer_keeps_its_place_and_only_its_agent_can_take_it()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b")).With(Some.Settings with { ParallelAgents = 1, Coordination = Coordination.Push }));
        run.Do(s => Assign.Offer(s, "a", "alice", 10, Some.Reason));
        run.When(s => Assign.Offer(s, "a", "alice", 10, Some.Reason)).Nothing();
        run.When(s => Assign.Offer(s, "a", "bob", 10, Some.Reason)).Rejects("task.not-ready").Facts["heldBy"].ShouldBe("alice");
        run.When(s => Assign.Grant(s, "a", "bob", 30, Some.Reason)).Rejects("task.not-ready");
        run.When(s => Assign.Grant(s, "b", "bob", 30, Some.Reason)).Rejects("workflow.at-limit");
        run.When(s => Assign.Offer(s, "b", "bob", 30, Some.Reason)).Rejects("workflow.at-limit");
        run.Claim("a", "alice");
        run.State.Held.ShouldBe(1);
        run.State.Offered.ShouldBe(0);
    }

    [Fact]
    public void an_offer_lapses_when_its_time_is_over_and_not_before()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        run.Do(s => Assign.Offer(s, "a", "alice", 10, Some.Reason));
        run.When(s => Assign.ExpireOffer(s, "a", 1, "alice", run.Now.AddSeconds(9.9))).Nothing();
        run.When(s => Assign.ExpireOffer(s, "a", 1, "bob", run.Now.AddSeconds(10))).Nothing();
        run.When(s => Assign.ExpireOffer(s, "a", 2, "alice", run.Now.AddSeconds(10))).Nothing();
        run.When(s => Assign.ExpireOffer(s, "a", 1, "alice", run.Now.AddSeconds(10))).Then(new OfferLapsed("a", 1, "alice", "not taken in time") { Missed = true });
        run.Do(s => Assign.TakeBackOffer(s, "a", 1, "alice", "moved"));
        run.When(s => Assign.TakeBackOffer(s, "a", 1, "alice", "moved")).Nothing();
        run.StatusOf("a").ShouldBe(WorkStatus.Ready);
        run.State.Offered.ShouldBe(0);
    }

    [Fact]
    [Trait("Capability", "H8")]
    public void a_grant_names_the_newest_versions_of_what_the_task_consumes()
    {
        var run = Run.Of(Some.Workflow(
            Some.Task("a") with { Produces = ["contract"] }, Some.Task("b", "a") with { Produces = ["contract"] }, Some.Task("c", "b") with { Consumes = ["contract", "ghost"] }));
        run.Complete("a").Complete("b");
        var granted = run.When(s => Assign.Grant(s, "c", "alice", 30, Some.Reason)).ThenOne<TaskAssigned>();
        granted.Inputs.ShouldHaveSingleItem().ShouldBe(new ArtifactRef("contract", "contract-b-1", 10, 2));
    }

    [Fact]
    public void branches_of_a_fork_start_from_the_same_commit_and_others_from_the_newest()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("fork") with { Base = BaseChoice.Fork }, Some.Task("latest")), Some.Repository);
        run.SubmitAndMerge("a");
        run.When(s => Assign.Grant(s, "fork", "bob", 30, Some.Reason)).ThenOne<TaskAssigned>().BaseCommit.ShouldBe(Some.Repository.BaseCommit);
        run.When(s => Assign.Grant(s, "latest", "bob", 30, Some.Reason)).ThenOne<TaskAssigned>().BaseCommit.ShouldBe(run.State.Head);
        run.State.Head.ShouldNotBe(Some.Repository.BaseCommit);
    }

    [Fact]
    public void nothing_new_starts_in_a_run_of_two_hundred_thousand_events()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        run.When(s => Assign.Grant(s with { Version = Plan.MaxEvents }, "a", "alice", 30, Some.Reason)).Rejects("workflow.too-long");
    }
}
