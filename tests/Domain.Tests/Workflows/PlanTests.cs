using System.Collections.Immutable;
using Shouldly;
using Weft.Domain.Audit;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

public sealed class PlanTests
{
    [Fact]
    [Trait("Capability", "G1")]
    public void a_started_run_readies_exactly_what_waits_for_nothing()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a"), Some.Task("b", "a"), Some.Task("c")));
        run.State.Status.ShouldBe(WorkflowStatus.Running);
        run.StatusOf("a").ShouldBe(WorkStatus.Ready);
        run.StatusOf("b").ShouldBe(WorkStatus.Waiting);
        run.StatusOf("c").ShouldBe(WorkStatus.Ready);
    }

    [Fact]
    public void a_run_may_be_planned_and_started_later()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")), start: false);
        run.State.Status.ShouldBe(WorkflowStatus.Planned);
        run.StatusOf("a").ShouldBe(WorkStatus.Waiting);
        run.When(s => Assign.Grant(s, "a", "alice", 30, Some.Reason)).Rejects("workflow.not-running");
        run.When(s => Control.Start(s, run.Now)).Then(new WorkflowStarted(), new TaskReadied("a", 1, null));
    }

    [Fact]
    public void a_run_exists_once()
    {
        var run = Run.Of(Some.Workflow(Some.Task("a")));
        run.When(s => Decide(s, Some.Workflow(Some.Task("a")))).Rejects("workflow.exists");
    }

    [Fact]
    public void a_run_has_at_least_one_task_and_at_most_twenty_thousand()
    {
        Planned(Some.Workflow()).Rejects("workflow.empty");
        Planned(Some.Workflow([.. Enumerable.Range(0, Plan.MaxTasks + 1).Select(i => Some.Task($"t{i}"))])).Rejects("workflow.too-large");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void the_number_of_parallel_agents_is_bounded(int agents) =>
        Planned(Some.Workflow(Some.Task("a")).With(Some.Settings with { ParallelAgents = agents })).Rejects("workflow.bad-settings");

    [Fact]
    [Trait("Capability", "G1")]
    public void a_cycle_is_refused_and_named()
    {
        var refusal = Planned(Some.Workflow(Some.Task("a", "c"), Some.Task("b", "a"), Some.Task("c", "b"))).Rejects("workflow.bad-definition");
        refusal.Detail.ShouldContain("a → c → b → a");
    }

    [Theory]
    [InlineData("merge.a.1")]
    [InlineData("check.g.c.1")]
    [InlineData("revert.1")]
    public void names_of_its_own_tasks_are_not_to_be_had(string name) => Planned(Some.Workflow(Some.Task(name))).Rejects("workflow.bad-definition");

    [Fact]
    public void what_could_never_be_reached_or_told_apart_is_refused()
    {
        Planned(Some.Workflow(Some.Task("a"), Some.Task("a"))).Rejects("workflow.bad-definition");
        Planned(Some.Workflow(Some.Task("a", "ghost"))).Rejects("workflow.bad-definition").Detail.ShouldContain("ghost");
        Planned(Some.Workflow(Some.Task("a")).With(Some.Milestone("m", 1))).Rejects("workflow.bad-definition");
        Planned(Some.Workflow(Some.Task("a")).With(Some.Gate("g", ["a"], ["c", "c"]))).Rejects("workflow.bad-definition");
    }

    [Fact]
    public void large_definitions_take_several_events_of_at_most_two_hundred_tasks_and_64_kilobytes()
    {
        Chunks([.. Enumerable.Range(0, 1_000).Select(i => Some.Task($"t{i}"))]);
        Chunks([.. Enumerable.Range(0, 40).Select(i => Some.Task($"t{i}") with { Command = new string('x', 5_000) })]);
        Chunks([.. Enumerable.Range(0, 300).Select(i => Some.Task($"t{i}", i == 0 ? [] : [.. Enumerable.Range(0, Math.Min(i, 50)).Select(n => $"t{n}")]))]);
        Planned(Some.Workflow(Some.Task("a") with { Command = new string('x', 70_000) })).Rejects("workflow.bad-definition");
        Planned(Some.Workflow(Some.Task("a")).With([.. Enumerable.Range(0, 999).Select(i => Some.Gate($"gate-{i}", ["a"], ["test"]))])).Rejects("workflow.bad-definition");
    }

    private static void Chunks(TaskDefinition[] tasks)
    {
        var chunks = Decide(null, Some.Workflow(tasks)).Events.OfType<TasksPlanned>().ToList();
        chunks.Count.ShouldBeGreaterThan(1);
        chunks.SelectMany(c => c.Tasks.Select(t => t.Name)).ShouldBe(tasks.Select(t => t.Name));
        chunks.ShouldAllBe(c => c.Tasks.Length <= Plan.TasksPerEvent && StateHash.Canonical(c).Length < 64 * 1024);
    }

    private static Outcome<IWorkflowEvent> Planned(WorkflowDefinition definition) => new(Decide(null, definition));

    private static Decision<IWorkflowEvent> Decide(Workflow? state, WorkflowDefinition definition) =>
        Plan.Decide(state, "w1", definition, "t", 1, ImmutableSortedDictionary<string, string>.Empty, null, true, Times.Start);
}
