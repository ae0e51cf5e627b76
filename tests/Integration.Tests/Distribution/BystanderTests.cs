using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Distribution;

/// <summary>Every agent of the workspace is told why it was not given a task, as it stood when the task was given.</summary>
[Trait("Capability", "Z2")]
public sealed class BystanderTests
{
    [Fact]
    public async Task agents_that_did_not_ask_are_named_as_they_stood_when_the_task_was_given()
    {
        using var scene = await Scene.OpenAsync();
        foreach (var agent in new[] { "ada", "idle", "draining", "full" })
        {
            await scene.JoinAsync(agent);
        }

        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("other", "other", [new SkillLevel("sql", 1)]));
        await scene.PostAsync<AgentAnswer>("/agents/draining/drain", new ReasonRequest("going home"));
        await scene.StartAsync();
        var busy = await scene.ClaimAsync("full");
        var id = await scene.StartAsync();
        (await scene.ClaimAsync("ada")).Workflow.ShouldBe(busy.Workflow);
        await scene.JoinAsync("ada", 2);
        var task = await scene.ClaimAsync("ada");
        task.Workflow.ShouldBe(id);
        await HeldAsThenAsync();

        // What comes later changes nothing of it.
        await scene.PostAsync<AgentAnswer>("/agents/idle/leave", new ReasonRequest("enough"));
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("other", "other", [new SkillLevel("code", 1)]));
        await scene.DoAsync("full", busy);
        await scene.JoinAsync("late");
        await HeldAsThenAsync();

        async Task HeldAsThenAsync()
        {
            var given = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{task.Task}/why")).Assignment.ShouldNotBeNull();
            given.Contenders.Select(c => (c.Agent, c.Verdict, c.Considered, c.Places, c.Free)).ShouldBe(
            [
                ("ada", "chosen", true, 2, 1), ("draining", "agent-not-active", false, 1, 1), ("full", "at-capacity", false, 1, 0),
                ("idle", "not-asking", false, 1, 1), ("other", "skill-missing", false, 1, 1),
            ]);
            (given.Candidates, given.LeftOut.Count).ShouldBe((1, 0), "what was recorded is as it was");
            given.SmallestFlip.ShouldNotBeNull().ShouldBe(new FlipView("idle", "asking", 0, 1, 1, "idle", "'idle' had asked for work"));
        }
    }

    /// <summary>Both have half of their places free then, and the one that was full is better at it.</summary>
    [Fact]
    public async Task one_place_more_at_an_agent_that_was_full_is_named_where_it_would_have_got_the_task()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("full", 2);
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", "ada", [new SkillLevel("code", 0.5)], Capacity: 2));
        await scene.StartAsync();
        var held = await scene.ClaimAsync("full");
        await scene.ClaimAsync("full");
        var id = await scene.StartAsync();
        await scene.ClaimAsync("ada");
        var task = await scene.ClaimAsync("ada");
        await NamedAsync();
        await scene.DoAsync("full", held);
        await NamedAsync();

        async Task NamedAsync()
        {
            var given = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{task.Task}/why")).Assignment.ShouldNotBeNull();
            (given.Agent, given.Agrees).ShouldBe(("ada", true));
            given.SmallestFlip.ShouldBe(new FlipView("full", "free-place", 0, 1, 0.5, "full", "'full' had had 1 instead of 0 places free"));
        }
    }

    [Fact]
    [Trait("Capability", "V8")]
    public async Task whose_breaker_was_open_and_who_left_before_are_told_so()
    {
        using var scene = await Scene.OpenAsync();
        foreach (var agent in new[] { "ada", "broken", "left" })
        {
            await scene.JoinAsync(agent);
        }

        await scene.PostAsync<AgentAnswer>("/agents/left/leave", new ReasonRequest("enough"));
        await scene.PostAsync<AgentAnswer>("/agents/broken/breaker/open", new OpenBreakerRequest("disk full"));
        var id = await scene.StartAsync();
        var task = await scene.ClaimAsync("ada");
        await scene.PostAsync<AgentAnswer>("/agents/broken/breaker/close", new ReasonRequest("disk cleaned"));
        await scene.JoinAsync("left");
        (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{task.Task}/why")).Assignment.ShouldNotBeNull().Contenders.Select(c => (c.Agent, c.Verdict))
            .ShouldBe([("ada", "chosen"), ("broken", "breaker-open"), ("left", "agent-not-active")]);
    }
}
