using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

public sealed class BalancingReportTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The trigger that called them is cleared by then; what was done later is told with its own figures.</summary>
    [Fact]
    [Trait("Capability", "L10")]
    public async Task letting_agents_go_after_a_surge_is_reported_with_what_waits_then()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await SetAsync(scene, new BalancingBody(MaxAgents: 3, Migrate: false, Prioritise: false, ScaleCooldownSeconds: 60));
        var runs = new[] { await scene.StartAsync(), await scene.StartAsync(), await scene.StartAsync(), await scene.StartAsync() };
        await WindowAsync(scene, 1);
        var raised = await WindowAsync(scene, 2);
        (raised.Before, raised.Strategies.Select(s => (s.Count, s.Before, s.After)).ShouldHaveSingleItem()).ShouldBe((8, (2, 8, null)));
        foreach (var run in runs)
        {
            await scene.PostAsync<WorkflowAnswer>($"/workflows/{run}/cancel", new ReasonRequest("enough"));
        }

        (await WindowAsync(scene, 3)).Strategies.Select(s => (s.Count, s.Before, s.After)).ShouldBe([(2, 8, 0), (-1, 0, null)]);
        var last = await WindowAsync(scene, 4);
        (last.After, last.Strategies.Select(s => (s.Count, s.Before, s.After)).Take(2).ToList()).ShouldSatisfyAllConditions(
            t => t.After.ShouldBe(0), t => t.Item2.ShouldBe([(2, 8, 0), (-1, 0, 0)]));
    }

    /// <summary>As many wait as before: it did not come down.</summary>
    [Fact]
    [Trait("Capability", "L6")]
    public async Task a_trigger_that_ends_with_balancing_is_reported_without_a_figure_after()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await SetAsync(scene, new BalancingBody(MaxAgents: 3, Migrate: false, Prioritise: false));
        foreach (var _ in Enumerable.Range(0, 4))
        {
            await scene.StartAsync();
        }

        await WindowAsync(scene, 1);
        (await WindowAsync(scene, 2)).Before.ShouldBe(8);
        await SetAsync(scene, new BalancingBody(Enabled: false));
        _time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true")).Items.Count == 0);
        var ended = (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.ShouldHaveSingleItem();
        (ended.After, ended.Latest, ended.Cleared, ended.Strategies.Single().After).ShouldBe((null, 8, "balancing is switched off", null));
        ended.ClearedAt.ShouldNotBeNull();
    }

    [Fact]
    [Trait("Capability", "V12")]
    public async Task a_surge_has_what_was_held_back_for_it()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await SetAsync(scene, new BalancingBody(Migrate: false, SurgeShare: 0.5));
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", "ada", [new SkillLevel("code", 1)], Capacity: 2, SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        foreach (var _ in Enumerable.Range(0, 4))
        {
            await scene.StartAsync();
        }

        (await ClaimAsync(scene)).Tasks.ShouldHaveSingleItem("the other place waits for a surge");
        await WindowAsync(scene, 1);
        (await ClaimAsync(scene)).Tasks.ShouldBeEmpty();
        await WindowAsync(scene, 2);
        (await ClaimAsync(scene)).Tasks.ShouldHaveSingleItem("7 tasks wait");
    }

    [Fact]
    [Trait("Capability", "L7")]
    public async Task who_left_is_listed_with_what_it_did_and_is_no_agent_that_is_here()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada", 2);
        await scene.JoinAsync("bob");
        await scene.StartAsync();
        await scene.DoAsync("bob", await scene.ClaimAsync("bob"));
        await scene.PostAsync<AgentAnswer>("/agents/bob/leave", new ReasonRequest("gone"));
        var load = await scene.GetAsync<LoadReport>("/reports/load");
        (load.Agents, load.Places, load.Fairness).ShouldBe((1, 2, 1));
        load.Load.Select(a => (a.Agent, a.Status, a.Finished)).ShouldBe([("ada", "active", 0), ("bob", "left", 1)]);
    }

    private async Task<TriggerView> WindowAsync(Scene scene, int number)
    {
        _time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items is [var last] && last.Window == number);
        return (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.FirstOrDefault(t => t.Kind == "pending") ?? new("none", "", "", 0, null, 0, 0, null, default, null, null, []);
    }

    private static Task<ClaimAnswer> ClaimAsync(Scene scene) => scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2, 0));

    private static async Task SetAsync(Scene scene, BalancingBody balancing) => (await scene.Http.PutAsJsonAsync(
        $"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4, Balancing: balancing), Server.Cancellation)).EnsureSuccessStatusCode();
}
