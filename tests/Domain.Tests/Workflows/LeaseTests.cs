using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

public sealed class LeaseTests
{
    [Fact]
    [Trait("Capability", "Z1")]
    public void a_lapsed_lease_can_be_taken_over_and_the_late_result_is_refused_and_kept_once()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a", "alice");
        run.Pass(30).Do(s => Work.Expire(s, "a", alice.Token, run.Now.AddSeconds(-30), run.Now));
        run.StatusOf("a").ShouldBe(WorkStatus.Ready);
        run.Claim("a", "bob");
        var late = Some.Empty with { Commit = "c" };
        run.When(s => Finish.Submit(s, "a", alice, late, run.Now))
            .RejectsKeeping("lease.stale-token", new StaleResultRefused("a", alice.Token, "alice", "submit", "c", "bob"));
        run.Refused(s => Finish.Submit(s, "a", alice, late, run.Now));
        run.When(s => Finish.Submit(s, "a", alice, late, run.Now)).Rejects("lease.stale-token").Facts["heldBy"].ShouldBe("bob");
        run.State.Items["a"].Lease!.Agent.ShouldBe("bob");
    }

    [Fact]
    [Trait("Capability", "Z1")]
    public void every_write_of_a_holder_needs_the_live_token_and_its_own_name()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a");
        foreach (var call in Calls(new Holder("bob", alice.Token), run.Now))
        {
            run.When(call).Rejects("lease.not-yours").Facts["heldBy"].ShouldBe("alice");
        }

        foreach (var call in Calls(alice with { Token = 1 }, run.Now))
        {
            run.When(call).Rejects("lease.stale-token").Facts["heldBy"].ShouldBe("alice");
        }
    }

    [Fact]
    public void a_task_that_is_not_there_cannot_be_written_to()
    {
        var run = Run.Of(Some.Workflow(Some.Task("b")));
        foreach (var call in Calls(new Holder("alice", 3), run.Now))
        {
            run.When(call).Rejects("task.unknown");
        }
    }

    [Fact]
    public void starting_and_saving_the_same_checkpoint_twice_changes_nothing()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a");
        run.When(s => Work.Start(s, "a", alice)).Then(new TaskStarted("a", alice.Token));
        run.Do(s => Work.Start(s, "a", alice));
        run.When(s => Work.Start(s, "a", alice)).Nothing();
        run.Do(s => Work.SaveCheckpoint(s, "a", alice, "half", "h1", 50));
        run.When(s => Work.SaveCheckpoint(s, "a", alice, "half", "h1", 50)).Nothing();
        run.When(s => Work.SaveCheckpoint(s, "a", alice, "half", "h2", 50)).ThenOne<TaskCheckpointed>();
        run.State.Items["a"].Lease!.StartedAt.ShouldBe(run.Now);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    public void a_percentage_is_a_percentage(double percent)
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a");
        run.When(s => Work.SaveCheckpoint(s, "a", alice, "half", null, percent)).Rejects("checkpoint.bad-percent");
    }

    [Fact]
    [Trait("Capability", "G3")]
    public void whoever_takes_over_goes_on_from_the_last_checkpoint()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a");
        run.Do(s => Work.SaveCheckpoint(s, "a", alice, "half", "h1", 50)).Do(s => Work.Release(s, "a", alice, "shift ends"));
        run.When(s => Work.Release(s, "a", alice, "shift ends")).Nothing();
        run.Claim("a", "bob");
        run.State.Items["a"].Checkpoint.ShouldBe(new Checkpoint("half", "h1", 50) { At = Times.Start });
        run.State.Items["a"].Attempt.ShouldBe(1);
        run.State.Items["a"].Failures.ShouldBe(0);
    }

    [Fact]
    [Trait("Capability", "Z1")]
    public void a_lease_expires_by_its_last_renewal_and_not_before()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        var alice = run.Claim("a", leaseSeconds: 30);
        var renewed = run.Now.AddSeconds(20);
        run.When(s => Work.Expire(s, "a", alice.Token, default, run.Now.AddSeconds(29.9))).Nothing();
        run.When(s => Work.Expire(s, "a", alice.Token, renewed, run.Now.AddSeconds(49.9))).Nothing();
        run.When(s => Work.Expire(s, "a", alice.Token + 1, renewed, run.Now.AddSeconds(50))).Nothing();
        run.When(s => Work.Expire(s, "b", alice.Token, renewed, run.Now.AddSeconds(50))).Nothing();
        run.When(s => Work.Expire(s, "a", alice.Token, renewed, run.Now.AddSeconds(50))).Then(new LeaseExpired("a", alice.Token, "alice", "not renewed in time"));
        run.Do(s => Work.Expire(s, "a", alice.Token, renewed, run.Now.AddSeconds(50)));
        run.When(s => Work.Expire(s, "a", alice.Token, renewed, run.Now.AddSeconds(50))).Nothing();
    }

    [Fact]
    [Trait("Capability", "V1")]
    public void all_that_a_lost_agent_holds_or_is_offered_goes_to_others()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c"), Some.Task("d")));
        run.Claim("c", "bob");
        run.Claim("b", "alice");
        run.Claim("a", "alice");
        run.Do(s => Assign.Offer(s, "d", "alice", 10, Some.Reason));
        run.When(s => Work.ExpireAllOf(s, "alice", "lost")).ThenTypes(typeof(LeaseExpired), typeof(LeaseExpired), typeof(OfferLapsed));
        run.Do(s => Work.ExpireAllOf(s, "alice", "lost"));
        run.When(s => Work.ExpireAllOf(s, "alice", "lost")).Nothing();
        run.State.Held.ShouldBe(1);
        run.StatusOf("d").ShouldBe(WorkStatus.Ready);
    }

    private static IEnumerable<Func<Workflow, Decision<IWorkflowEvent>>> Calls(Holder holder, DateTimeOffset now) =>
    [
        s => Work.Start(s, "a", holder),
        s => Work.SaveCheckpoint(s, "a", holder, "half", null, 50),
        s => Work.Release(s, "a", holder, "tired"),
        s => Finish.Submit(s, "a", holder, Some.Empty, now),
        s => Finish.Fail(s, "a", holder, "broken", null, null, now),
        s => Merge.Intend(s, "a", holder, "onto"),
        s => Merge.Report(s, "a", holder, "commit", now),
        s => Merge.Conflict(s, "a", holder, "c1", null, "o", "t", [Some.ConflictedFile], now),
        s => Merge.Reverted(s, "a", holder, "commit", now),
    ];
}
