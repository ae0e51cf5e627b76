using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

/// <summary>How often breakers opened, for how long, and until when.</summary>
[Trait("Capability", "V8")]
public sealed class BreakerReportTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task openings_are_counted_once_each_with_the_time_that_they_lasted()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        foreach (var agent in new[] { "ada", "bob" })
        {
            await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel("code", 1)], SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        }

        (await scene.GetAsync<Page<BreakerReport>>("/reports/breakers")).Items.ShouldBeEmpty("none has opened");
        var first = _time.GetUtcNow();
        await scene.PostAsync<AgentAnswer>("/agents/ada/breaker/open", new OpenBreakerRequest("new disk", 600));
        _time.Advance(TimeSpan.FromSeconds(60));
        var open = await OneAsync(scene);
        (open.Agent, open.State, open.Openings, open.ByHand, open.OpenSeconds, open.Open, open.Until, open.Reason).ShouldBe(("ada", "open", 1, 1, 60, true, first.AddSeconds(600), "new disk"));
        await scene.PostAsync<AgentAnswer>("/agents/ada/breaker/open", new OpenBreakerRequest("a larger one"));
        _time.Advance(TimeSpan.FromSeconds(60));
        open = await OneAsync(scene);
        (open.Openings, open.ByHand, open.OpenSeconds, open.LastOpenedAt, open.Until, open.Reason).ShouldBe((1, 1, 120, first, null, "a larger one"), "opened again while it is open, it has opened once");

        await scene.PostAsync<AgentAnswer>("/agents/ada/breaker/close", new CloseBreakerRequest("it is in"));
        _time.Advance(TimeSpan.FromSeconds(1_000));
        var closed = await OneAsync(scene);
        (closed.State, closed.Openings, closed.OpenSeconds, closed.Open, closed.Until, closed.Reason, closed.By).ShouldBe(("closed", 1, 120, false, null, null, null));

        await scene.PostAsync<AgentAnswer>("/agents/ada/breaker/open", new OpenBreakerRequest("dust", 600));
        _time.Advance(TimeSpan.FromSeconds(600));
        await Eventually.TrueAsync(async () => (await OneAsync(scene)).State == "halfOpen");
        var half = await OneAsync(scene);
        (half.Openings, half.OpenSeconds, half.Open, half.Until).ShouldBe((2, 720, false, null));
        await scene.StartAsync();
        var probe = await scene.ClaimAsync("ada");
        await scene.PostAsync<TaskAnswer>($"/workflows/{probe.Workflow}/tasks/{probe.Task}/fail", new FailRequest("ada", probe.Token, "dust again"));
        var again = await OneAsync(scene);
        (again.State, again.Openings, again.ByHand, again.By, again.LastOpenedAt, again.Until).ShouldBe(("open", 3, 2, null, _time.GetUtcNow(), _time.GetUtcNow().AddSeconds(10)));
        var replay = await scene.PostAsync<JsonElement>("/audit/replay", new { });
        replay.GetProperty("equal").GetBoolean().ShouldBeTrue(replay.ToString());
    }

    [Fact]
    public async Task it_goes_on_page_by_page()
    {
        using var scene = await Scene.OpenAsync();
        foreach (var agent in new[] { "ada", "bob", "cyd" })
        {
            await scene.JoinAsync(agent);
            await scene.PostAsync<AgentAnswer>($"/agents/{agent}/breaker/open", new OpenBreakerRequest("holiday"));
        }

        var page = await scene.GetAsync<Page<BreakerReport>>("/reports/breakers?limit=2");
        page.Items.Select(b => b.Agent).ShouldBe(["ada", "bob"]);
        (await scene.GetAsync<Page<BreakerReport>>($"/reports/breakers?limit=2&cursor={page.Next}")).Items.ShouldHaveSingleItem().Agent.ShouldBe("cyd");
    }

    private static async Task<BreakerReport> OneAsync(Scene scene) => (await scene.GetAsync<Page<BreakerReport>>("/reports/breakers")).Items.ShouldHaveSingleItem();
}
