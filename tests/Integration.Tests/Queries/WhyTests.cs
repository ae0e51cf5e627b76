using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Queries;

[Trait("Capability", "Z2")]
public sealed class WhyTests
{
    [Fact]
    public async Task an_assignment_is_explained_from_its_record_and_decided_the_same_again()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada", 2);
        var id = await scene.StartAsync();
        var task = await scene.ClaimAsync("ada");
        var why = await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{task.Task}/why");
        why.Waiting.ShouldBeEmpty();
        var given = why.Assignment.ShouldNotBeNull();
        (given.Agent, given.Recomputed, given.Agrees, given.Chooser).ShouldBe(("ada", true, true, "optimal-2"));
        given.Contenders.ShouldHaveSingleItem().Verdict.ShouldBe("chosen");
        given.Contenders[0].Score.ShouldBe(given.Score);
        given.Weights.ShouldNotBeNull().Load.ShouldBe(0.4);
        given.SmallestFlip.ShouldBe(new FlipView("ada", "skill-level:code", 1, 0, 1, null, "'ada' had had 'code' at 0 instead of 1"), "nobody else is there");
    }

    [Fact]
    [Trait("Capability", "K4")]
    public async Task how_far_off_a_prediction_was_is_a_figure_of_the_agent()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        await scene.StartAsync();
        await scene.DoAsync("ada", await scene.ClaimAsync("ada"));
        var agent = await scene.GetAsync<AgentView>("/agents/ada");
        agent.Predicted.ShouldBe(1);
        agent.PredictionError.ShouldNotBeNull().ShouldBeInRange(0.5, 1, "it was done at once and had an estimate of minutes");
    }

    [Fact]
    public async Task what_keeps_a_task_from_running_is_named()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.StartAsync();
        (await WaitsAsync("docs")).ShouldBe(["needs-gate"]);
        (await WaitsAsync("build")).ShouldBe(["nobody-able"]);
        await scene.JoinAsync("ada");
        (await WaitsAsync("build")).ShouldBe(["not-asked"]);
        await scene.PostAsync<WorkflowAnswer>($"/workflows/{id}/pause", new ReasonRequest("lunch"));
        (await WaitsAsync("build")).ShouldBe(["workflow-not-running", "not-asked"]);

        async Task<string[]> WaitsAsync(string task) =>
            [.. (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{task}/why")).Waiting.Select(w => w.Code)];
    }

    [Fact]
    [Trait("Capability", "D3")]
    public async Task what_an_agent_could_not_do_is_kept_for_another_and_says_so()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.StartAsync();
        await scene.JoinAsync("ada", 2);
        var first = await scene.ClaimAsync("ada");
        await scene.JoinAsync("bob", 2);
        await scene.PostAsync<TaskAnswer>($"/workflows/{id}/tasks/{first.Task}/fail", new FailRequest("ada", first.Token, "no"));
        (await scene.ClaimAsync("ada")).Task.ShouldNotBe(first.Task, "the other task of the run is for everybody");
        var again = await scene.ClaimAsync("bob");
        (again.Task, again.Attempt).ShouldBe((first.Task, 2));
        var given = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{first.Task}/why")).Assignment.ShouldNotBeNull();
        (given.Agent, given.Recomputed, given.Agrees).ShouldBe(("bob", true, true));
        await scene.PostAsync<TaskAnswer>($"/workflows/{id}/tasks/{first.Task}/release", new ReleaseRequest("bob", again.Token, "later"));
        (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{first.Task}/why")).Waiting.Select(w => (w.Code, w.Facts["agents"]))
            .ShouldBe([("kept-for-others", "ada"), ("not-asked", "bob")]);
    }

    [Fact]
    [Trait("Capability", "Z7")]
    public async Task a_run_has_a_plan_with_its_certificate()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada", 2);
        var id = await scene.StartAsync();
        foreach (var method in new[] { "default", "heft", "cpop", "list", "exact" })
        {
            var plan = await scene.GetAsync<PlanView>($"/workflows/{id}/plan?method={method}");
            plan.MakespanSeconds.ShouldBeGreaterThan(0);
            plan.IsOptimal.ShouldBeTrue();
            plan.Gap.ShouldBe(0);
            plan.CriticalPath[^1].ShouldBe("docs");
            plan.Agents.SelectMany(a => a.Tasks).Count().ShouldBe(3);
            plan.Assumptions.ShouldNotBeNull().ShouldNotContain(a => a.Code == "not-running");
        }

        await scene.PostAsync<WorkflowAnswer>($"/workflows/{id}/pause", new ReasonRequest("lunch"));
        (await scene.GetAsync<PlanView>($"/workflows/{id}/plan")).Assumptions.ShouldNotBeNull().ShouldContain(a => a.Code == "not-running");
    }

    [Fact]
    [Trait("Capability", "Z7")]
    public async Task a_forecast_simulates_what_is_left_and_says_when_something_is_in_the_way()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.StartAsync();
        var nobody = await scene.GetAsync<ForecastView>($"/workflows/{id}/forecast");
        (nobody.Ended, nobody.HalfWithinSeconds).ShouldBe((0, null));
        nobody.Stuck.ShouldNotBeNull().Select(s => (s.Code, string.Join(' ', s.Tasks))).ShouldBe([("nobody-able", "build test"), ("needs-gate", "docs")]);
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("eve", "eve", [new SkillLevel("sql", 1)]));
        var unable = (await scene.GetAsync<ForecastView>($"/workflows/{id}/forecast")).Stuck.ShouldNotBeNull()[0];
        (unable.Facts["skill-missing"], unable.Changes.ShouldHaveSingleItem().What).ShouldBe(("eve", "skill-level:code"));
        await scene.JoinAsync("ada", 2);
        var two = await scene.GetAsync<ForecastView>($"/workflows/{id}/forecast");
        (two.Simulations, two.Ended, two.Beside).ShouldBe((20, 20, 0));
        two.Stuck.ShouldBeEmpty();
        two.TenthWithinSeconds!.Value.ShouldBeLessThan(two.NineTenthsWithinSeconds!.Value);
        await scene.StartAsync();
        var crowded = await scene.GetAsync<ForecastView>($"/workflows/{id}/forecast");
        crowded.Beside.ShouldBe(1);
        crowded.HalfWithinSeconds!.Value.ShouldBeGreaterThan(two.HalfWithinSeconds!.Value, "another run takes places");
        (await scene.Http.GetAsync($"{scene.At}/workflows/none/forecast", Server.Cancellation)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    /// <summary>c needs b, and b nobody can do: a plan that begins c would promise what cannot happen.</summary>
    [Fact]
    [Trait("Capability", "Z7")]
    public async Task what_hangs_on_what_nobody_can_do_is_left_out_of_the_plan_too()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("chain", """
            skills: [code, cobol]
            tasks:
              - {name: a, skills: [code]}
              - {name: b, skills: [cobol], needs: [a]}
              - {name: c, skills: [code], needs: [b]}
              - {name: d, skills: [code], needs: [checked]}
            gates:
              - {name: checked, after: [c]}
            """);
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync("chain");
        var plan = await scene.GetAsync<PlanView>($"/workflows/{id}/plan");
        plan.Agents.SelectMany(a => a.Tasks).Select(t => t.Task).ShouldBe(["a"]);
        plan.Unplanned.ShouldBe([new("b", "nobody-able"), new("c", "needs-task", "b"), new("d", "needs-task", "b")]);
        plan.IsOptimal.ShouldBeFalse();
        plan.Assumptions.ShouldNotBeNull().ShouldContain(a => a.Code == "unplanned");
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("bob", "bob", [new SkillLevel("cobol", 1)]));
        var whole = await scene.GetAsync<PlanView>($"/workflows/{id}/plan");
        (whole.Unplanned.Count, whole.IsOptimal).ShouldBe((0, true));
        whole.CriticalPath.ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public async Task what_nobody_can_do_is_left_out_of_the_plan_by_name()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.StartAsync();
        var plan = await scene.GetAsync<PlanView>($"/workflows/{id}/plan");
        plan.Unplanned.ShouldBe([new("build", "nobody-able"), new("docs", "nobody-able"), new("test", "nobody-able")]);
        (plan.MakespanSeconds, plan.IsOptimal).ShouldBe((0, false));
        foreach (var wrong in new[] { "method=magic", "seconds=NaN", "seconds=-1", "seconds=1e9", "seconds=6" })
        {
            using var answer = await scene.Http.GetAsync($"{scene.At}/workflows/{id}/plan?{wrong}", Server.Cancellation);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest, wrong);
            var problem = await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Server.Cancellation);
            problem.GetProperty("field").GetString().ShouldBe(wrong.Split('=')[0], wrong);
        }

        (await scene.Http.GetAsync($"{scene.At}/workflows/none/plan", Server.Cancellation)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }
}
