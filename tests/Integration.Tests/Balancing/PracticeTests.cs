using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

/// <summary>Who learns a skill may have its tasks: whoever asks is told the same as the one who decides.</summary>
[Trait("Capability", "L12")]
[Trait("Capability", "Z2")]
public sealed class PracticeTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task an_agent_that_learns_a_skill_is_not_said_to_lack_it()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await scene.PublishAsync("tuning", $"skills: [tuning]\ntasks: [{string.Join(", ", Enumerable.Range(0, 8).Select(i => $"{{name: t{i}, skills: [tuning], timeout_seconds: 86400}}"))}]");
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4, Balancing: new BalancingBody(Train: true)), Server.Cancellation)).EnsureSuccessStatusCode();
        foreach (var (agent, skill) in new[] { ("ada", "tuning"), ("bob", "code") })
        {
            await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel(skill, 1)], SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        }

        var run = await scene.StartAsync("tuning");
        await scene.StartAsync("tuning");
        await scene.ClaimAsync("ada");
        (await WaitAsync(scene, run)).Facts["skill-missing"].ShouldBe("bob");
        for (var window = 1; window <= 2; window++)
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items is [var last] && last.Window == window);
        }

        await Eventually.TrueAsync(async () => (await scene.GetAsync<AgentView>("/agents/bob")).Training is [_]);
        var wait = await WaitAsync(scene, run);
        (wait.Code, wait.Facts["agents"]).ShouldBe(("not-asked", "bob"));
        (await scene.ClaimAsync("bob")).Task.ShouldNotBeNull();
    }

    private static async Task<WaitReason> WaitAsync(Scene scene, string run) => (await scene.GetAsync<WhyAnswer>($"/workflows/{run}/tasks/t7/why")).Waiting.ShouldHaveSingleItem();
}
