using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

[Trait("Capability", "H5")]
[Trait("Capability", "H6")]
[Trait("Capability", "H7")]
public sealed class GateTests
{
    private static readonly WorkflowDefinition Definition =
        Some.Workflow(Some.Task("a"), Some.Task("b"), Some.Task("c", "g")).With(Some.Gate("g", ["a", "b"], ["lint", "test"], 100));

    [Fact]
    public void a_gate_holds_later_work_until_all_before_it_is_done_and_its_checks_passed()
    {
        var run = Run.Of(Definition).Complete("a");
        run.StatusOf("c").ShouldBe(WorkStatus.Waiting);
        run.Complete("b");
        run.State.Gates["g"].Status.ShouldBe(GateStatus.Open);
        run.Complete("check.g.lint.1").StatusOf("c").ShouldBe(WorkStatus.Waiting);
        var alice = run.Claim("check.g.test.1");
        run.When(s => Finish.Submit(s, "check.g.test.1", alice, Some.Empty, run.Now))
            .ThenTypes(typeof(TaskCompleted), typeof(GatePassed), typeof(TaskReadied));
        run.Do(s => Finish.Submit(s, "check.g.test.1", alice, Some.Empty, run.Now)).StatusOf("c").ShouldBe(WorkStatus.Ready);
    }

    [Fact]
    public void its_clock_starts_with_the_first_and_it_shows_who_is_waited_for()
    {
        var run = Run.Of(Definition);
        var alice = run.Claim("a");
        run.When(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).ThenOne<GateAwaited>()
            .ShouldSatisfyAllConditions(e => e.WaitingFor.ShouldBe(["b"]), e => e.DeadlineAt.ShouldBe(run.Now.AddSeconds(100)));
        run.Do(s => Finish.Submit(s, "a", alice, Some.Empty, run.Now)).Pass(50).Complete("b");
        run.History.Count(h => h.Event is GateAwaited).ShouldBe(1);
        Gates.WaitingFor(run.State, run.State.Gates["g"]).ShouldBe(["check.g.lint.1", "check.g.test.1"]);
        run.Complete("check.g.lint.1");
        Gates.WaitingFor(run.State, run.State.Gates["g"]).ShouldBe(["check.g.test.1"]);
    }

    [Fact]
    public void a_gate_times_out_while_it_waits_and_not_before_its_deadline()
    {
        var run = Run.Of(Definition).Complete("a");
        run.When(s => Gates.TimeOut(s, "g", 1, run.Now.AddSeconds(99.9))).Nothing();
        run.When(s => Gates.TimeOut(s, "g", 2, run.Now.AddSeconds(100))).Nothing();
        run.When(s => Gates.TimeOut(s, "x", 1, run.Now.AddSeconds(100))).Nothing();
        run.When(s => Gates.TimeOut(s, "g", 1, run.Now.AddSeconds(100))).Then(new GateTimedOut("g", 1, ["b"]));
        run.Pass(100).Do(s => Gates.TimeOut(s, "g", 1, run.Now));
        run.When(s => Gates.TimeOut(s, "g", 1, run.Now)).Nothing();
        run.Complete("b").State.Status.ShouldBe(WorkflowStatus.Failed);
        run.When(s => Gates.Retry(s, "g", "late but there", run.Now)).ThenTypes(
            typeof(GateRetried), typeof(WorkflowResumed), typeof(GateAwaited), typeof(GateOpened), typeof(TaskReadied), typeof(TaskReadied));
    }

    [Fact]
    public void a_gate_times_out_while_its_checks_run_and_fences_them()
    {
        var run = Run.Of(Definition).Complete("a").Complete("b");
        var alice = run.Claim("check.g.lint.1");
        run.Pass(100).Do(s => Gates.TimeOut(s, "g", 1, run.Now));
        run.History.Select(h => h.Event).OfType<GateTimedOut>().Single().WaitingFor.ShouldBe(["check.g.lint.1", "check.g.test.1"]);
        run.StatusOf("check.g.lint.1").ShouldBe(WorkStatus.Cancelled);
        run.When(s => Finish.Submit(s, "check.g.lint.1", alice, Some.Empty, run.Now)).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<StaleResultRefused>();
        run.State.Held.ShouldBe(0);
        run.State.Status.ShouldBe(WorkflowStatus.Failed);
    }

    [Fact]
    public void a_gate_after_one_task_has_a_clock_for_its_checks()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")).With(Some.Gate("g", ["a"], ["lint"], 100))).Complete("a");
        run.State.Gates["g"].DeadlineAt.ShouldBe(run.Now.AddSeconds(100));
        run.Pass(100).Do(s => Gates.TimeOut(s, "g", 1, run.Now)).State.Gates["g"].Status.ShouldBe(GateStatus.TimedOut);
    }

    [Fact]
    public void a_gate_retried_while_it_still_waits_shows_again_who_is_waited_for()
    {
        var run = Run.Of(Definition).Complete("a").Pass(100);
        run.Do(s => Gates.TimeOut(s, "g", 1, run.Now));
        run.When(s => Gates.Retry(s, "g", "give it time", run.Now)).Then(
            new GateRetried("g", 2, "give it time"), new GateAwaited("g", 2, ["b"], run.Now.AddSeconds(100)));
    }

    [Fact]
    public void a_failed_check_fails_its_gate_with_the_evidence_after_all_have_ended()
    {
        var evidence = new Evidence(1, "2 of 7 failed", "hash");
        var run = Run.Of(Definition).Complete("a").Complete("b");
        var lint = run.Claim("check.g.lint.1");
        run.When(s => Finish.Fail(s, "check.g.lint.1", lint, "exit 1", evidence, null, run.Now)).ThenTypes(typeof(TaskFailed));
        run.Do(s => Finish.Fail(s, "check.g.lint.1", lint, "exit 1", evidence, null, run.Now));
        run.Complete("check.g.test.1");
        var failed = run.History.Select(h => h.Event).OfType<GateFailed>().Single();
        failed.Failed.ShouldHaveSingleItem().ShouldBe(new FailedCheck("lint", "check.g.lint.1", evidence));
        run.StatusOf("c").ShouldBe(WorkStatus.Waiting);
        run.State.Status.ShouldBe(WorkflowStatus.Failed);
    }

    [Fact]
    public void a_failed_gate_can_be_retried_and_runs_all_its_checks_again()
    {
        var run = Run.Of(Definition).Complete("a").Complete("b").Fail("check.g.lint.1").Complete("check.g.test.1");
        run.When(s => Gates.Retry(s, "x", "", run.Now)).Rejects("gate.unknown");
        run.Do(s => Gates.Retry(s, "g", "fixed", run.Now));
        run.When(s => Gates.Retry(s, "g", "fixed", run.Now)).Rejects("gate.not-failed");
        run.When(s => Retry.Decide(s, "check.g.lint.2", "x", run.Now)).Rejects("task.not-failed").Detail.ShouldContain("gate 'g'");
        run.Complete("check.g.lint.2").Complete("check.g.test.2").Complete("c").State.Status.ShouldBe(WorkflowStatus.Completed);
        run.When(s => Gates.Retry(s, "g", "fixed", run.Now)).Rejects("workflow.ended");
    }

    [Fact]
    public void a_check_that_takes_too_long_has_failed()
    {
        var run = Run.Of(Definition).Complete("a").Complete("b");
        var lint = run.Claim("check.g.lint.1");
        run.Pass(60).Do(s => Work.TimeOut(s, "check.g.lint.1", lint.Token, run.Now)).StatusOf("check.g.lint.1").ShouldBe(WorkStatus.Failed);
        run.Complete("check.g.test.1").State.Gates["g"].Status.ShouldBe(GateStatus.Failed);
    }

    [Fact]
    public void a_check_whose_agent_was_lost_is_not_failed_but_run_by_another()
    {
        var run = Run.Of(Definition).Complete("a").Complete("b");
        run.Claim("check.g.lint.1", "alice");
        run.Do(s => Work.ExpireAllOf(s, "alice", "lost")).StatusOf("check.g.lint.1").ShouldBe(WorkStatus.Ready);
        run.Complete("check.g.lint.1", "bob");
    }

    [Fact]
    public void without_quality_assurance_a_gate_only_waits()
    {
        var run = Run.Of(Definition.With(Some.Settings with { Quality = QualityStrategy.None })).Complete("a").Complete("b");
        run.State.Gates["g"].Status.ShouldBe(GateStatus.Passed);
        run.StatusOf("c").ShouldBe(WorkStatus.Ready);
    }

    [Fact]
    public void a_run_is_not_called_failed_while_what_a_gate_frees_is_still_to_be_readied()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a"), Some.Task("c", "g2")).With(Some.Gate("a-gate", ["a"], []), Some.Gate("g2", ["a-gate", "b"], [])));
        run.Complete("a").State.Status.ShouldBe(WorkflowStatus.Running);
        run.History.ShouldNotContain(h => h.Event is WorkflowFailed);
        run.Complete("b").Complete("c").State.Status.ShouldBe(WorkflowStatus.Completed);
    }

    [Fact]
    [Trait("Capability", "G1")]
    public void a_long_chain_of_gates_passes_at_once()
    {
        var gates = Enumerable.Range(0, 400).Select(i => Some.Gate($"g{i}", [i == 0 ? "a" : $"g{i - 1}"], [])).ToArray();
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "g399")).With(gates)).Complete("a");
        run.StatusOf("b").ShouldBe(WorkStatus.Ready);
    }

    [Fact]
    public void however_much_evidence_there_is_a_gates_event_stays_small()
    {
        var checks = Enumerable.Range(0, 30).Select(i => $"c{i}").ToArray();
        var run = Run.Of(Some.Workflow(Some.Task("a")).With(Some.Gate("g", ["a"], checks))).Complete("a");
        foreach (var check in checks)
        {
            var alice = run.Claim($"check.g.{check}.1");
            run.Do(s => Finish.Fail(s, $"check.g.{check}.1", alice, "no", new Evidence(1, new string('x', 4_096), "h"), null, run.Now));
        }

        var failed = run.History.Select(h => h.Event).OfType<GateFailed>().Single();
        failed.Failed.Length.ShouldBe(30);
        failed.Failed.Sum(f => f.Evidence!.OutputTail.Length).ShouldBeLessThanOrEqualTo(40_000);
    }
}
