using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Queries;

/// <summary>A task that waits says for whom and for what, and what would let it run; one that has ended says how.</summary>
[Trait("Capability", "Z2")]
public sealed class WaitTests
{
    private const string Once = """
        skills: [code]
        tasks:
          - {name: a, skills: {code: 0.5}, retry: {max_attempts: 1}}
          - {name: b, skills: [code], needs: [a]}
        """;

    [Fact]
    public async Task a_task_that_failed_says_so_and_why_and_what_waits_for_it_too()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("once", Once);
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync("once");
        var held = await scene.ClaimAsync("ada");
        await scene.PostAsync<TaskAnswer>($"/workflows/{id}/tasks/a/fail", new FailRequest("ada", held.Token, "disk full"));
        var why = await WhyAsync(scene, id, "a");
        var failed = why.Waiting.Single(w => w.Code == "task-failed");
        (failed.Facts["reason"], failed.Facts["by"], failed.Facts["attempt"]).ShouldBe(("disk full", "ada", "1"));
        failed.Detail.ShouldContain("disk full");
        why.Changes.ShouldNotBeNull().ShouldContain(c => c.What == "retry");
        var behind = await WhyAsync(scene, id, "b");
        behind.Waiting.Single(w => w.Code == "needs-task").Facts["status"].ShouldBe("Failed");
    }

    [Fact]
    public async Task a_task_that_is_done_or_cancelled_says_so()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("once", Once);
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync("once");
        await scene.DoAsync("ada", await scene.ClaimAsync("ada"));
        var done = (await WhyAsync(scene, id, "a")).Waiting.ShouldHaveSingleItem();
        (done.Code, done.Facts["by"]).ShouldBe(("task-completed", "ada"));
        await scene.PostAsync<WorkflowAnswer>($"/workflows/{id}/cancel", new ReasonRequest("not wanted"));
        var why = await WhyAsync(scene, id, "b");
        (why.Waiting.ShouldHaveSingleItem().Code, why.Waiting[0].Facts["reason"]).ShouldBe(("task-cancelled", "not wanted"));
        why.Changes.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Capability", "D3")]
    public async Task what_the_nearest_agent_lacks_is_named_with_how_much()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("once", Once);
        var id = await scene.StartAsync("once");
        (await WhyAsync(scene, id, "a")).Changes.ShouldNotBeNull().ShouldHaveSingleItem().Text.ShouldBe("an agent comes with 'code' at 0.5");
        (await WhyAsync(scene, id, "b")).Changes.ShouldNotBeNull().ShouldHaveSingleItem().What.ShouldBe("task:a");
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("low", "low", [new SkillLevel("code", 0.4)]));
        var level = (await WhyAsync(scene, id, "a")).Changes.ShouldNotBeNull().ShouldHaveSingleItem();
        (level.Agent, level.What, level.From, level.To).ShouldBe(("low", "skill-level:code", 0.4, 0.5));
    }

    [Fact]
    [Trait("Capability", "K3")]
    public async Task who_could_do_it_and_is_full_is_named_with_what_it_holds()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync();
        var held = await scene.ClaimAsync("ada");
        var place = (await WhyAsync(scene, id, held.Task == "build" ? "test" : "build")).Changes.ShouldNotBeNull().ShouldHaveSingleItem();
        (place.Agent, place.What, place.From, place.To).ShouldBe(("ada", "free-place", 0, 1));
        place.Text.ShouldContain($"{id}/{held.Task}");
    }

    [Fact]
    public async Task an_offer_that_is_not_taken_yet_takes_a_place()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest("""
            name: pushed
            workflow_templates: {concurrent_development: "4", coordination_strategy: push, conflict_resolution: human, quality_integration: none, performance_monitoring: full}
            tasks:
              - {name: a}
              - {name: b}

            """));
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync("pushed");
        var both = new[] { await WhyAsync(scene, id, "a"), await WhyAsync(scene, id, "b") };
        both.Count(w => w.Status == "offered").ShouldBe(1);
        var waits = both.Single(w => w.Status == "ready");
        (waits.Waiting.ShouldHaveSingleItem().Code, waits.Waiting[0].Facts["at-capacity"]).ShouldBe(("nobody-able", "ada"));
        waits.Changes.ShouldNotBeNull().ShouldHaveSingleItem().What.ShouldBe("free-place");
    }

    private static Task<WhyAnswer> WhyAsync(Scene scene, string run, string task) => scene.GetAsync<WhyAnswer>($"/workflows/{run}/tasks/{task}/why");
}
