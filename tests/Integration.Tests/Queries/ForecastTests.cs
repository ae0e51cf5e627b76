using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Integration.Tests.Door;
using Xunit;

namespace Weft.Integration.Tests.Queries;

/// <summary>A forecast is made from all that the dispatcher would go by: what was learnt, whose what is, and what balancing has in force.</summary>
[Trait("Capability", "Z7")]
public sealed class ForecastTests
{
    private static readonly string Alike = $$"""
        skills: [code]
        tasks:
        {{string.Concat(Enumerable.Range(1, Measure.Every).Select(i => $"  - {{name: t{i}, skills: [code], estimate_seconds: 600, touches: [\"src/a\"]}}\n"))}}
        """;

    [Fact]
    [Trait("Capability", "K4")]
    public async Task what_was_learnt_of_an_agent_makes_it_shorter()
    {
        using var scene = await OpenAsync();
        await scene.JoinAsync("ada");
        var run = await scene.StartAsync("alike");
        var before = await HalfAsync(scene, run);
        before.ShouldBeGreaterThan(Measure.Every * 300);
        for (var i = 0; i < Measure.Every; i++)
        {
            await scene.DoAsync("ada", await scene.ClaimAsync("ada"));
        }

        var next = await scene.StartAsync("alike");
        await Eventually.TrueAsync(async () => (await scene.GetAsync<AgentView>("/agents/ada")).PaceRatio < 1);
        (await HalfAsync(scene, next)).ShouldBeLessThan(before / 2, "each was done at once");
    }

    [Fact]
    [Trait("Capability", "D1")]
    public async Task what_belongs_to_others_never_ends_and_says_so()
    {
        using var scene = await OpenAsync();
        await scene.JoinAsync("ada");
        var run = await scene.StartAsync("alike");
        await HalfAsync(scene, run);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/domain-map", new DomainMapBody([new DomainBody("backend", ["backend"], Areas: [new AreaBody("api", ["src/**"])])], true), Server.Cancellation))
            .EnsureSuccessStatusCode();
        var forecast = await scene.GetAsync<ForecastView>($"/workflows/{run}/forecast");
        forecast.Ended.ShouldBe(0);
        var stuck = forecast.Stuck.ShouldNotBeNull().ShouldHaveSingleItem();
        (stuck.Code, stuck.TaskCount, stuck.Facts["outside-domain"], stuck.Changes.ShouldHaveSingleItem().What).ShouldBe(("nobody-able", Measure.Every, "ada", "role:backend"));
    }

    [Fact]
    [Trait("Capability", "V12")]
    public async Task what_balancing_holds_back_makes_it_longer()
    {
        using var scene = await OpenAsync();
        await scene.JoinAsync("ada", 2);
        var run = await scene.StartAsync("alike");
        var before = await HalfAsync(scene, run);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(30, 10, 0.4, Balancing: new BalancingBody(ReservedShare: 0.5)), Server.Cancellation)).EnsureSuccessStatusCode();
        (await HalfAsync(scene, run)).ShouldBeGreaterThan(before * 1.4, "one of two places is for urgent tasks");
    }

    private static async Task<Scene> OpenAsync()
    {
        var scene = await Scene.OpenAsync();
        await scene.PublishAsync("alike", Alike);
        return scene;
    }

    private static async Task<double> HalfAsync(Scene scene, string run) => (await scene.GetAsync<ForecastView>($"/workflows/{run}/forecast")).HalfWithinSeconds.ShouldNotBeNull();
}
