using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

/// <summary>Work that has to be done again, from the attempt that fails to what is done about it.</summary>
public sealed class ReworkTests
{
    private const string Six = """
        skills: [code]
        tasks:
          - {name: a, skills: [code], timeout_seconds: 86400}
          - {name: b, skills: [code], timeout_seconds: 86400}
          - {name: c, skills: [code], timeout_seconds: 86400}
          - {name: d, skills: [code], timeout_seconds: 86400}
          - {name: e, skills: [code], timeout_seconds: 86400}
          - {name: f, skills: [code], timeout_seconds: 86400}
        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    [Trait("Capability", "L2")]
    [Trait("Capability", "L3")]
    [Trait("Capability", "L4")]
    [Trait("Capability", "L8")]
    [Trait("Capability", "L9")]
    [Trait("Capability", "Z2")]
    public async Task an_agent_that_fails_in_two_windows_raises_a_trigger_and_what_waits_there_moves()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await scene.PublishAsync("six", Six);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4), Server.Cancellation)).EnsureSuccessStatusCode();
        var (ada, bob) = (await JoinAsync(scene, "ada"), await JoinAsync(scene, "bob"));
        await scene.StartAsync("six");
        var bad = (await scene.PostAsync<ClaimAnswer>($"/agents/{ada}/claims", new ClaimRequest(3))).Tasks;
        await scene.DoAsync(bob, await scene.ClaimAsync(bob));
        await FailAsync(scene, bad[0]);
        await WindowAsync(scene, 1);
        (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.ShouldNotContain(t => t.Kind == "rework", "one window is not enough");
        var first = (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items.ShouldHaveSingleItem();
        first.Agents.Select(a => (a.Agent, a.Queue, a.Finished, a.Rework)).ShouldBe([("ada", first.Pending, 0, 1), ("bob", first.Pending, 1, 0)]);
        first.Pending.ShouldBeGreaterThanOrEqualTo(2, "e and f; a when its wait is over");

        await scene.DoAsync(bob, await scene.ClaimAsync(bob));
        await FailAsync(scene, bad[1]);
        await WindowAsync(scene, 2);
        var raised = (await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true")).Items.Single(t => t.Kind == "rework");
        (raised.Trigger, raised.Subject, raised.Before, raised.Threshold).ShouldBe(("rework/ada/2", "ada", 1, 0.1));
        var migrated = raised.Strategies.ShouldHaveSingleItem();
        (migrated.Strategy, migrated.HereSeconds).ShouldBe(("migrate", 60), "as the event says of its moves");
        migrated.ThereSeconds.ShouldNotBeNull().ShouldBeInRange(1, 30, "bob did two tasks in no time, and that is known");
        var waiting = bad[2];
        (await scene.Http.PostAsJsonAsync($"{scene.At}/workflows/{waiting.Workflow}/tasks/{waiting.Task}/start", new HoldRequest(ada, waiting.Token), Server.Cancellation))
            .IsSuccessStatusCode.ShouldBeFalse("it is not hers any more");
        await SaysWhyAsync(scene, waiting);
    }

    /// <summary>Whoever asks is told from whom it is kept, and so is who gets it afterwards.</summary>
    private static async Task SaysWhyAsync(Scene scene, ClaimedTask moved)
    {
        var at = $"/workflows/{moved.Workflow}/tasks/{moved.Task}/why";

        // The move is no command of this test's: the read model of tasks may come to it later than that of triggers.
        await Eventually.TrueAsync(async () => (await scene.GetAsync<WhyAnswer>(at)).Waiting.Count > 0);
        var waits = (await scene.GetAsync<WhyAnswer>(at)).Waiting;
        waits.Select(w => (w.Code, w.Facts["agents"])).ShouldBe([("moved", "ada"), ("not-asked", "bob")]);
        (waits[0].Facts["trigger"], waits[0].Facts["windows"]).ShouldBe(("rework/ada/2", "10"));
        await scene.PostAsync<AgentAnswer>("/agents/bob/drain", new ReasonRequest("going home"));
        waits = (await scene.GetAsync<WhyAnswer>(at)).Waiting;
        waits.Select(w => w.Code).ShouldBe(["moved", "nobody-able"]);
        (waits[1].Facts["excluded:moved"], waits[1].Facts["agent-not-active"]).ShouldBe(("ada", "bob"));

        await JoinAsync(scene, "cyd");
        (await scene.PostAsync<ClaimAnswer>("/agents/cyd/claims", new ClaimRequest(4, 10))).Tasks.ShouldContain(t => t.Task == moved.Task);
        var why = await scene.GetAsync<WhyAnswer>(at);
        why.Waiting.ShouldBeEmpty();
        why.Assignment.ShouldNotBeNull().Contenders.Select(c => (c.Agent, c.Verdict)).ShouldBe([("cyd", "chosen"), ("ada", "excluded:moved"), ("bob", "agent-not-active")]);
    }

    private static async Task<string> JoinAsync(Scene scene, string agent)
    {
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel("code", 1)], Capacity: 4, SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        return agent;
    }

    private static async Task FailAsync(Scene scene, ClaimedTask task)
    {
        var at = $"/workflows/{task.Workflow}/tasks/{task.Task}";
        await scene.PostAsync<TaskAnswer>($"{at}/start", new HoldRequest("ada", task.Token));
        await scene.PostAsync<TaskAnswer>($"{at}/fail", new FailRequest("ada", task.Token, "it does not build"));
    }

    private async Task WindowAsync(Scene scene, int number)
    {
        _time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items is [var last] && last.Window == number);
    }
}
