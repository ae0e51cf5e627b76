using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Agents;

/// <summary>The breaker as callers see it.</summary>
[Trait("Capability", "V8")]
public sealed class BreakerApiTests
{
    [Fact]
    [Trait("Capability", "Z2")]
    public async Task five_failures_open_it_time_half_opens_it_and_a_success_closes_it_and_each_is_explained()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(time));
        using var scene = await Scene.OpenAsync(server);
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", "ada", [new SkillLevel("code", 1)], Capacity: 2, SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        (await BreakerAsync(scene)).State.ShouldBe("closed");
        var runs = new[] { await scene.StartAsync(), await scene.StartAsync(), await scene.StartAsync() };
        for (var i = 0; i < 5; i++)
        {
            var task = await scene.ClaimAsync("ada");
            await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/fail", new FailRequest("ada", task.Token, "no disk"));
        }

        var until = time.GetUtcNow().AddSeconds(10);
        var open = await BreakerAsync(scene);
        (open.State, open.Since, open.Until, open.Failures, open.Trips, open.Faults.Count).ShouldBe(("open", time.GetUtcNow(), until, 5, 1, 5));
        (open.Faults[^1].Kind, open.Faults[^1].Reason).ShouldBe(("failed", "no disk"));
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldBeEmpty();
        var wait = (await WaitsAsync(scene, runs)).ShouldHaveSingleItem();
        (wait.Facts["agents"], wait.Facts["state"], wait.Facts["failures"], wait.Facts["flip"]).ShouldBe(("ada", "open", "5", "breaker"));
        DateTimeOffset.Parse(wait.Facts["until"], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(until);
        wait.Facts["last"].ShouldEndWith("no disk");

        time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(async () => (await BreakerAsync(scene)).State == "halfOpen");
        var probe = (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldHaveSingleItem("one probe at once");
        (await WaitsAsync(scene, runs)).ShouldAllBe(w => w.Facts["state"] == "halfOpen" && w.Facts["until"].Length == 0);
        await scene.DoAsync("ada", probe);
        (await BreakerAsync(scene)).ShouldSatisfyAllConditions(b => b.State.ShouldBe("closed"), b => b.Failures.ShouldBe(0), b => b.Since.ShouldBeNull());
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.Count.ShouldBe(2);
        var replay = await scene.PostAsync<JsonElement>("/audit/replay", new { });
        replay.GetProperty("equal").GetBoolean().ShouldBeTrue(replay.ToString());
    }

    [Fact]
    public async Task it_is_opened_and_closed_by_hand_by_who_manages_agents_and_not_by_the_agent_itself()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        var run = await scene.StartAsync();
        using var agent = scene.Server.Client((await scene.Server.IssueKeyAsync("agent", scene.Workspace, "ada")).Key);
        (await agent.PostAsJsonAsync($"{scene.At}/agents/ada/breaker/close", new CloseBreakerRequest("I am fine"), Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await scene.PostAsync<AgentAnswer>("/agents/ada/breaker/open", new OpenBreakerRequest("new disk"));
        var open = await BreakerAsync(scene);
        (open.State, open.Until, open.Reason).ShouldBe(("open", null, "new disk"));
        open.By.ShouldNotBeNullOrEmpty();
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest())).Tasks.ShouldBeEmpty();
        (await scene.GetAsync<PlanView>($"/workflows/{run}/plan")).Unplanned.Count.ShouldBe(3, "nobody knows when it closes");
        await scene.PostAsync<AgentAnswer>("/agents/ada/breaker/close", new CloseBreakerRequest("it is in"));
        (await BreakerAsync(scene)).State.ShouldBe("closed");
        (await scene.GetAsync<PlanView>($"/workflows/{run}/plan")).Unplanned.ShouldBeEmpty();
        await scene.ClaimAsync("ada");
    }

    [Fact]
    public async Task what_cannot_be_is_refused_and_changes_nothing()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        (await PostAsync(scene, "ada", new OpenBreakerRequest("why", 0))).ShouldBe((HttpStatusCode.UnprocessableEntity, "agent.bad-seconds"));
        (await PostAsync(scene, "ada", new OpenBreakerRequest(""))).ShouldBe((HttpStatusCode.BadRequest, "request.bad-value"));
        (await PostAsync(scene, "nobody", new OpenBreakerRequest("why"))).ShouldBe((HttpStatusCode.NotFound, "agent.unknown"));
        await scene.PostAsync<AgentAnswer>("/agents/ada/leave", new ReasonRequest("done"));
        (await PostAsync(scene, "ada", new OpenBreakerRequest("why"))).ShouldBe((HttpStatusCode.Conflict, "agent.left"));
        (await BreakerAsync(scene)).State.ShouldBe("closed");
    }

    [Fact]
    [Trait("Capability", "K5")]
    public async Task the_policy_says_when_it_opens_and_a_wrong_one_is_refused()
    {
        using var scene = await Scene.OpenAsync();
        (await scene.GetAsync<PolicyBody>("/policy")).Breaker.ShouldBe(new BreakerBody());
        var mine = new BreakerBody(Failures: 1, OpenSeconds: 60, MaxOpenSeconds: 60);
        (await SetAsync(scene, mine)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await scene.GetAsync<PolicyBody>("/policy")).Breaker.ShouldBe(mine);
        (await SetAsync(scene, mine with { MaxOpenSeconds = 59 })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await scene.JoinAsync("ada");
        await scene.StartAsync();
        var task = await scene.ClaimAsync("ada");
        await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/fail", new FailRequest("ada", task.Token, "no"));
        (await BreakerAsync(scene)).State.ShouldBe("open");
    }

    private static async Task<BreakerView> BreakerAsync(Scene scene) => (await scene.GetAsync<AgentView>("/agents/ada")).Breaker.ShouldNotBeNull();

    /// <summary>Of the tasks that the breaker alone keeps from running.</summary>
    private static async Task<List<WaitReason>> WaitsAsync(Scene scene, string[] runs)
    {
        var waits = new List<WaitReason>();
        foreach (var (run, task) in runs.SelectMany(r => new[] { "build", "test" }.Select(t => (r, t))))
        {
            waits.AddRange((await scene.GetAsync<WhyAnswer>($"/workflows/{run}/tasks/{task}/why")).Waiting.Where(w => w.Code == "breaker-open"));
        }

        return waits;
    }

    private static Task<HttpResponseMessage> SetAsync(Scene scene, BreakerBody breaker) =>
        scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(30, 10, 0.4, Breaker: breaker), Server.Cancellation);

    private static async Task<(HttpStatusCode, string)> PostAsync(Scene scene, string agent, OpenBreakerRequest body)
    {
        var answer = await scene.Http.PostAsJsonAsync($"{scene.At}/agents/{agent}/breaker/open", body, Server.Cancellation);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation)).GetProperty("type").GetString()![ProblemTypes.Prefix.Length..]);
    }
}
