using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

/// <summary>The report names the kinds of task in which an agent became slow, and no others.</summary>
[Trait("Capability", "L7")]
public sealed class TriggerKindsTests
{
    /// <summary>A small task goes on by a tenth of its 100 seconds a minute at ada and by 60 at bob; a large one by a minute at both.</summary>
    private const string Two = """
        skills: [code]
        tasks:
          - {name: small, skills: [code], complexity: simple, estimate_seconds: 100, timeout_seconds: 86400}
          - {name: large, skills: [code], complexity: complex, estimate_seconds: 1000, timeout_seconds: 86400}
        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private int _window;

    [Fact]
    public async Task a_pace_trigger_names_the_kind_that_became_slow_by_how_much_and_against_what()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await scene.PublishAsync("two", Two);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4, Balancing: new BalancingBody(Migrate: false)), Server.Cancellation)).EnsureSuccessStatusCode();
        var (ada, bob) = (await HolderAsync(scene, "ada"), await HolderAsync(scene, "bob"));
        foreach (var window in new[] { 1, 2 })
        {
            (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.ShouldBeEmpty("one window is not enough");
            await WindowAsync(scene, (ada, "ada", window * 10), (bob, "bob", window == 1 ? 60 : 99));
        }

        var trigger = (await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true")).Items.ShouldHaveSingleItem();
        (trigger.Trigger, trigger.Kind, trigger.Subject, trigger.Threshold).ShouldBe(("pace/ada/2", "pace", "ada", 0.2));
        var kind = trigger.Kinds.ShouldNotBeNull().ShouldHaveSingleItem("the large one goes on as it should");
        (kind.Family, kind.Slower, kind.Baseline).ShouldBe(("simple:code", trigger.Before, trigger.Baseline.ShouldNotBeNull()));
        kind.Baseline.ShouldBe(59 / 60.0, 0.001, "what bob, in the middle, needed of what was estimated");
        kind.Slower.ShouldBe((6 / kind.Baseline) - 1, 0.001, "60 seconds for what was estimated at 10");
        (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items[0].Agents.Single(a => a.Agent == "ada").Pace!.Value.ShouldBe(120 / 70.0, 0.001, "both kinds together");
    }

    private static async Task<IReadOnlyList<ClaimedTask>> HolderAsync(Scene scene, string agent)
    {
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel("code", 1)], Capacity: 2, SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        await scene.StartAsync("two");
        var tasks = (await scene.PostAsync<ClaimAnswer>($"/agents/{agent}/claims", new ClaimRequest(2))).Tasks;
        tasks.Select(t => t.Task).ShouldBe(["small", "large"], ignoreOrder: true);
        foreach (var task in tasks)
        {
            await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/start", new HoldRequest(agent, task.Token));
        }

        return tasks;
    }

    /// <summary>What is saved in the last second of a window is of that window.</summary>
    private async Task WindowAsync(Scene scene, params (IReadOnlyList<ClaimedTask> Tasks, string Agent, double Small)[] progress)
    {
        _window++;
        _time.Advance(TimeSpan.FromSeconds(59));
        foreach (var (tasks, agent, small) in progress)
        {
            foreach (var task in tasks)
            {
                await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/checkpoint", new CheckpointRequest(agent, task.Token, "so-far", null, task.Task == "small" ? small : 6 * _window));
            }
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items is [var last] && last.Window == _window);
    }
}
