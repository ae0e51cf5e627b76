using Marten;
using Shouldly;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Distribution;

/// <summary>A run that allows only so many tasks at once: what is decided is what is given.</summary>
[Trait("Capability", "W1")]
public sealed class LimitTests
{
    [Fact]
    [Trait("Capability", "K5")]
    public async Task the_most_urgent_task_of_a_run_that_allows_one_goes_to_the_best_of_those_that_wait()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("xena", Work.Profile(1, null, new Skill("csharp", 1), new Skill("react", 1)));
        await node.RegisterAsync("yves", Work.Profile(1, null, new Skill("csharp", 0.8), new Skill("react", 0.1)));
        var asking = new[] { node.ClaimAsync("xena", 1, 5), node.ClaimAsync("yves", 1, 5) };
        await node.BeginAsync("w", Limited(Asks("t1", 200, "csharp"), Asks("t2", 100, "react")));
        (await asking[0]).ShouldHaveSingleItem().Task.ShouldBe("t1");
        await using var session = node.Store.QuerySession(Node.Workspace);
        var decided = (await session.Events.FetchStreamAsync("assignment", token: Node.Cancellation)).Select(e => (AssignmentDecided)e.Data).ToList();
        var inputs = DecisionRecord.Read(decided).ShouldNotBeNull();
        DecisionRecord.Again(inputs)!.Value.Select(c => (c.Task.Task, c.Agent)).ShouldBe([("t1", "xena")]);
        inputs.Tasks.ShouldHaveSingleItem("the other one is not looked at: its run has no place for it").Task.ShouldBe("t1");
    }

    [Fact]
    [Trait("Capability", "K3")]
    public async Task a_task_of_a_run_that_pushes_is_offered_while_there_is_a_place_whatever_others_may_not_have()
    {
        await using var node = await Node.StartAsync();
        await node.BeginAsync("a", Pushed(Limited([.. Enumerable.Range(0, 5).Select(i => Asks($"t{i}", 500, "csharp"))])));
        await node.BeginAsync("b", Pushed(Work.Definition(Asks("u", 1, "csharp"))));
        await node.RegisterAsync("a1", Work.Profile(3, null, new Skill("csharp", 1)));
        await using var session = node.Store.QuerySession(Node.Workspace);
        var offered = new List<string>();
        foreach (var run in new[] { "workflow-a", "workflow-b" })
        {
            offered.AddRange((await session.Events.FetchStreamAsync(run, token: Node.Cancellation)).Select(e => e.Data).OfType<TaskOffered>().Select(o => o.Task));
        }

        offered.ShouldBe(["t0", "u"]);
    }

    [Fact]
    [Trait("Capability", "Z2")]
    public async Task a_task_of_a_run_that_pushes_does_not_wait_for_anybody_to_ask()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest("""
            name: pushed
            workflow_templates: {concurrent_development: "1", coordination_strategy: push, conflict_resolution: human, quality_integration: none, performance_monitoring: full}
            tasks:
              - {name: a}
              - {name: b}

            """));
        var id = await scene.StartAsync("pushed");
        await scene.PostAsync<WorkflowAnswer>($"/workflows/{id}/pause", new ReasonRequest("lunch"));
        await scene.JoinAsync("ada", 2);
        var why = await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/a/why");
        why.Waiting.Select(w => w.Code).ShouldBe(["workflow-not-running", "not-offered"]);
        why.Changes.ShouldNotBeNull().Select(c => c.What).ShouldBe(["workflow"]);
        await scene.PostAsync<WorkflowAnswer>($"/workflows/{id}/resume", new { });
        (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/a/why")).Status.ShouldBe("offered");
        var limit = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/b/why"));
        (limit.Waiting.ShouldHaveSingleItem().Code, limit.Changes!.ShouldHaveSingleItem().To).ShouldBe(("workflow-at-limit", 2));
    }

    private static WorkflowDefinition Limited(params TaskDefinition[] tasks) => Work.Definition(tasks) with { Settings = Work.Settings with { ParallelAgents = 1 } };

    private static WorkflowDefinition Pushed(WorkflowDefinition definition) =>
        definition with { Settings = definition.Settings with { Coordination = Domain.Workflows.Coordination.Push } };

    private static TaskDefinition Asks(string name, int priority, string skill) => Work.Task(name) with { Priority = priority, Skills = [new SkillRequirement(skill, 0.1)] };
}
