using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

/// <summary>An agent that became slow gets nothing new that another would end sooner, and whoever asks is told.</summary>
[Trait("Capability", "L7")]
[Trait("Capability", "L9")]
[Trait("Capability", "Z2")]
public sealed class SlowAgentTests
{
    /// <summary>Of 600 seconds ada does six a minute, and bob sixty.</summary>
    private const string Three = """
        skills: [code]
        tasks:
          - {name: a, skills: [code], priority: 9, estimate_seconds: 600, timeout_seconds: 86400}
          - {name: b, skills: [code], priority: 8, estimate_seconds: 600, timeout_seconds: 86400}
          - {name: c, skills: [code], priority: 7, estimate_seconds: 600, timeout_seconds: 86400}
        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task what_waits_is_kept_for_one_who_is_busy_and_will_have_done_it_sooner()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await scene.PublishAsync("three", Three);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4), Server.Cancellation)).EnsureSuccessStatusCode();
        var run = await scene.StartAsync("three");
        var (ada, bob) = (await BeginAsync(scene, "ada"), await BeginAsync(scene, "bob"));
        await WindowAsync(scene, 1, (ada, "ada", 1), (bob, "bob", 10));
        await WindowAsync(scene, 2, (ada, "ada", 2), (bob, "bob", 20));
        (await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true")).Items.Select(t => t.Trigger).ShouldContain("pace/ada/2");
        var at = $"/workflows/{run}/tasks/c/why";

        await scene.PostAsync<TaskAnswer>($"/workflows/{run}/tasks/{ada.Task}/submit", new SubmitRequest("ada", ada.Token, null, null, [], null));
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(1))).Tasks.ShouldBeEmpty("bob will have done it in 18 minutes, and she in 100");
        var waits = (await scene.GetAsync<WhyAnswer>(at)).Waiting;
        waits.Select(w => w.Code).ShouldBe(["kept-from-slow", "nobody-able"]);
        (waits[0].Facts["agents"], waits[0].Facts["trigger"]).ShouldBe(("ada", "pace/ada/2"));
        (waits[1].Facts["excluded:slow"], waits[1].Facts["at-capacity"]).ShouldBe(("ada", "bob"));

        await scene.PostAsync<AgentAnswer>("/agents/bob/drain", new ReasonRequest("going home"));
        (await scene.GetAsync<WhyAnswer>(at)).Waiting.Select(w => w.Code).ShouldBe(["not-asked"]);
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(1, 10))).Tasks.ShouldHaveSingleItem("nobody else is able any more").Task.ShouldBe("c");
    }

    /// <summary>They save nothing, and say how far they are with their signs of life. Of what others do, nobody is believed.</summary>
    [Fact]
    public async Task who_only_says_how_far_it_is_is_known_to_be_slow_as_well()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await scene.PublishAsync("three", Three);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4), Server.Cancellation)).EnsureSuccessStatusCode();
        await scene.StartAsync("three");
        var (ada, bob) = (await BeginAsync(scene, "ada"), await BeginAsync(scene, "bob"));
        for (var window = 1; window <= 2; window++)
        {
            _time.Advance(TimeSpan.FromSeconds(59));
            await SayAsync(scene, "ada", ada, window);
            await SayAsync(scene, "bob", bob, window * 10);
            await SayAsync(scene, "bob", ada, 90);
            await EndAsync(scene, window);
        }

        (await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true")).Items.Select(t => t.Trigger).ShouldContain("pace/ada/2");
        var paces = (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items[0].Agents.ToDictionary(a => a.Agent, a => a.Pace);
        (paces["ada"], paces["bob"]).ShouldBe((10, 1));
    }

    private static Task<HeartbeatAnswer> SayAsync(Scene scene, string agent, ClaimedTask task, double percent) =>
        scene.PostAsync<HeartbeatAnswer>($"/agents/{agent}/heartbeat", new HeartbeatRequest(null, [new ProgressReport(task.Workflow, task.Task, task.Token, percent)]));

    private static async Task<ClaimedTask> BeginAsync(Scene scene, string agent)
    {
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel("code", 1)], Capacity: 1, SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        var task = await scene.ClaimAsync(agent);
        await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/start", new HoldRequest(agent, task.Token));
        return task;
    }

    /// <summary>What is saved in the last second of a window is of that window.</summary>
    private async Task WindowAsync(Scene scene, int number, params (ClaimedTask Task, string Agent, double Percent)[] progress)
    {
        _time.Advance(TimeSpan.FromSeconds(59));
        foreach (var (task, agent, percent) in progress)
        {
            await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/checkpoint", new CheckpointRequest(agent, task.Token, "so-far", null, percent));
        }

        await EndAsync(scene, number);
    }

    private async Task EndAsync(Scene scene, int number)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items is [var last] && last.Window == number);
    }
}
