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

namespace Weft.Integration.Tests.Balancing;

/// <summary>Balancing and capacity as callers see them.</summary>
public sealed class BalancingApiTests
{
    [Fact]
    [Trait("Capability", "L5")]
    [Trait("Capability", "L6")]
    public async Task windows_triggers_and_what_was_done_are_reported_and_replayed()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(time));
        using var scene = await Scene.OpenAsync(server);
        await SetAsync(scene, new BalancingBody(MaxAgents: 3, Migrate: false));
        foreach (var agent in new[] { "ada", "bob" })
        {
            await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel("code", 1)], SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        }

        var runs = new[] { await scene.StartAsync(), await scene.StartAsync(), await scene.StartAsync(), await scene.StartAsync() };
        var held = await scene.ClaimAsync("ada");
        await WindowAsync(scene, time, 1);
        await WindowAsync(scene, time, 2);
        var triggers = await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true");
        var pending = triggers.Items.Single(t => t.Kind == "pending");
        (pending.Trigger, pending.Before, pending.Threshold, pending.After).ShouldBe(("pending/2", 7, 5, null));
        pending.Strategies.Select(s => s.Strategy).ShouldBe(["prioritise", "prioritise", "prioritise", "prioritise", "scale"], ignoreOrder: true);
        await GoesFirstAsync(scene, runs[3], "docs");
        var spread = triggers.Items.Single(t => t.Kind == "utilisation");
        (spread.Before, spread.Threshold).ShouldBe((1, 0.3));
        ((await scene.GetAsync<ScalingView>("/scaling")) with { Launchers = null }).ShouldBe(new ScalingView(2, 0, 3, "pending/2", time.GetUtcNow()), "7 tasks wait, 5 an agent");
        var window = (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items.ShouldHaveSingleItem();
        (window.Window, window.Pending, window.Agents.Count, window.Agents[0].Utilisation, window.Agents[0].Cpu, window.Agents[1].Queue).ShouldBe((2, 7, 2, 1, 0.5, 7));

        await scene.DoAsync("ada", held);
        await EndAsync(scene, time, runs);
        var answered = (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.Single(t => t.Trigger == "pending/2");
        answered.Strategies.Where(s => s.At == pending.RaisedAt).Select(s => (s.Before, s.After)).Distinct().ShouldBe([(7, 0)]);
        var load = await scene.GetAsync<LoadReport>("/reports/load");
        (load.Fairness, load.Places, load.Load[0].ShareOfWork).ShouldBe((0.5, 2, 1), "ada has done everything");
        var family = (await scene.GetAsync<PredictionReport>("/reports/predictions")).Families.ShouldHaveSingleItem();
        (family.Assigned, family.Predicted, family.MeanQueueSeconds, family.ActualSeconds).ShouldBe((1, 1, 0, 120));
        var replay = await scene.PostAsync<JsonElement>("/audit/replay", new { });
        replay.GetProperty("equal").GetBoolean().ShouldBeTrue(replay.ToString());
    }

    /// <summary>Nobody waits for anything: fewer agents are launched than the least, then more than the most.</summary>
    [Fact]
    [Trait("Capability", "L10")]
    public async Task scaling_by_the_limits_is_reported_as_an_answer_to_the_limit()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(time));
        using var scene = await Scene.OpenAsync(server);
        await scene.JoinAsync("ada");
        foreach (var (least, most, trigger, from, to) in new[] { (3, 4, "minagents/1", 0, 3), (1, 2, "maxagents/2", 3, 2) })
        {
            await SetAsync(scene, new BalancingBody(MinAgents: least, MaxAgents: most));
            time.Advance(TimeSpan.FromSeconds(60));
            await Eventually.TrueAsync(async () => (await scene.GetAsync<ScalingView>("/scaling")).Trigger == trigger);
            await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.Any(t => t.Trigger == trigger));
            var row = (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.Single(t => t.Trigger == trigger);
            (row.Kind, row.Before, row.Threshold, row.After, row.Cleared).ShouldBe(("limits", from, to, to, $"the policy allows {least}-{most}"));
            var scaled = row.Strategies.ShouldHaveSingleItem();
            (scaled.Strategy, scaled.Count, scaled.After).ShouldBe(("scale", to - from, to));
        }

        (await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true")).Items.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Capability", "G2")]
    public async Task work_follows_agents_that_join_grow_drain_and_leave_while_runs_go_on()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        await scene.StartAsync();
        await scene.StartAsync();
        await scene.ClaimAsync("ada");
        (await ClaimAsync(scene, "ada")).Tasks.ShouldBeEmpty("it has one place");
        (await scene.Http.PutAsJsonAsync($"{scene.At}/agents/ada/capacity", new ChangeCapacityRequest(2), Server.Cancellation)).EnsureSuccessStatusCode();
        var second = await scene.ClaimAsync("ada");
        (await scene.Http.PutAsJsonAsync($"{scene.At}/agents/ada/capacity", new ChangeCapacityRequest(0), Server.Cancellation)).StatusCode.ShouldNotBe(HttpStatusCode.OK);
        var waiting = scene.ClaimAsync("bob");
        (await waiting.ContinueWith(w => w.IsFaulted, TaskScheduler.Default)).ShouldBeTrue("nobody knows bob yet");
        await scene.JoinAsync("bob");
        await scene.ClaimAsync("bob");
        await scene.PostAsync<AgentAnswer>("/agents/ada/drain", new ReasonRequest("going home"));
        (await scene.Http.PostAsJsonAsync($"{scene.At}/agents/ada/claims", new ClaimRequest(), Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await scene.DoAsync("ada", second);
        await scene.PostAsync<AgentAnswer>("/agents/ada/leave", new ReasonRequest("gone"));
        await scene.JoinAsync("bob", 4);
        var rest = new[] { await scene.ClaimAsync("bob"), await scene.ClaimAsync("bob") };
        rest.Select(t => t.Task).ShouldBeSubsetOf(["build", "test"], "what ada still held went on, beside what was left");
    }

    [Theory]
    [InlineData("windowSeconds", 0)]
    [InlineData("pendingTasks", 0)]
    [InlineData("slowdown", -1)]
    [InlineData("utilisationDifference", 2)]
    [InlineData("maxAgents", 5_000)]
    [InlineData("reservedShare", 1)]
    [InlineData("surgeShare", 0.95)]
    public async Task a_policy_that_cannot_be_is_refused_by_name_and_changes_nothing(string field, double value)
    {
        using var scene = await Scene.OpenAsync();
        var before = await scene.GetAsync<PolicyBody>("/policy");
        var body = new { leaseSeconds = 30, offerSeconds = 10, loadWeight = 0.4, balancing = new Dictionary<string, double> { [field] = value } };
        var answer = await scene.Http.PutAsJsonAsync($"{scene.At}/policy", body, Server.Cancellation);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
        problem.GetProperty("type").GetString().ShouldBe(ProblemTypes.Of("balancing.bad-value"));
        problem.GetProperty("detail").GetString()!.ShouldContain($"balancing.{field}");
        (await scene.GetAsync<PolicyBody>("/policy")).ShouldBe(before);
    }

    [Fact]
    public async Task what_is_said_of_balancing_is_kept_and_what_is_left_out_is_the_usual()
    {
        using var scene = await Scene.OpenAsync();
        (await scene.GetAsync<PolicyBody>("/policy")).Balancing.ShouldBe(new BalancingBody());
        await SetAsync(scene, new BalancingBody(WindowSeconds: 5, Train: true, ReservedShare: 0.25, SurgeShare: 0.1));
        (await scene.GetAsync<PolicyBody>("/policy")).Balancing.ShouldBe(new BalancingBody(WindowSeconds: 5, Train: true, ReservedShare: 0.25, SurgeShare: 0.1));
    }

    [Fact]
    [Trait("Capability", "L1")]
    public async Task a_share_of_a_machine_is_between_nothing_and_all_of_it()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        foreach (var (cpu, status) in new[] { (0.5, HttpStatusCode.OK), (1.5, HttpStatusCode.BadRequest), (-0.1, HttpStatusCode.BadRequest) })
        {
            (await scene.Http.PostAsJsonAsync($"{scene.At}/agents/ada/heartbeat", new HeartbeatRequest(Load: new MachineLoad(cpu, 0.1)), Server.Cancellation)).StatusCode.ShouldBe(status);
        }
    }

    [Fact]
    [Trait("Capability", "L12")]
    public async Task only_what_is_being_learnt_is_reviewed()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        var run = await scene.StartAsync();
        foreach (var (agent, body, code) in new (string, TrainingReviewRequest, string)[]
        {
            ("ada", new("bob", run, "build", 1, true), "training.unknown"),
            ("nobody", new("bob", run, "build", 1, true), "agent.unknown"),
            ("ada", new("bob", "none", "build", 1, true), "workflow.unknown"),
            ("ada", new("bob", run, "build", 0, true), "request.bad-value"),
            ("ada", new("", run, "build", 1, true), "request.bad-value"),
        })
        {
            var answer = await scene.Http.PostAsJsonAsync($"{scene.At}/agents/{agent}/training/code/reviews", body, Server.Cancellation);
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation)).GetProperty("type").GetString().ShouldBe(ProblemTypes.Of(code));
        }
    }

    /// <summary>The end of its run hangs on it.</summary>
    private static async Task GoesFirstAsync(Scene scene, string run, string task)
    {
        var why = await scene.GetAsync<WhyAnswer>($"/workflows/{run}/tasks/{task}/why");
        (why.Priority, why.PriorityBoost).ShouldBe((102, 2));
    }

    private static async Task WindowAsync(Scene scene, FakeTimeProvider time, int number)
    {
        (await scene.Http.PostAsJsonAsync($"{scene.At}/agents/ada/heartbeat", new HeartbeatRequest(Load: new MachineLoad(0.5, 0.1)), Server.Cancellation)).EnsureSuccessStatusCode();
        time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items is [var last] && last.Window == number);
    }

    /// <summary>Nothing is to be done any more: what stands is cleared.</summary>
    private static async Task EndAsync(Scene scene, FakeTimeProvider time, string[] runs)
    {
        foreach (var run in runs)
        {
            await scene.PostAsync<WorkflowAnswer>($"/workflows/{run}/cancel", new ReasonRequest("enough"));
        }

        time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.All(t => t.After is not null));
        (await scene.GetAsync<Page<TriggerView>>("/reports/triggers?open=true")).Items.ShouldBeEmpty();
    }

    /// <summary>Two launchers that were told at once that one is wanted: the second agent is refused, and so is nobody that came of itself.</summary>
    [Fact]
    [Trait("Capability", "L10")]
    public async Task launchers_share_what_is_wanted_and_no_more_agents_of_theirs_are_taken()
    {
        await using var server = await Server.StartAsync();
        using var scene = await Scene.OpenAsync(server);
        await SetAsync(scene, new BalancingBody(MinAgents: 1, MaxAgents: 3));
        await scene.JoinAsync("ada");
        (await Task.WhenAll(ShareAsync("la"), ShareAsync("lb"))).ShouldBe([1, 1], "nobody has started it yet");
        (await JoinAsync("la-1", "la")).StatusCode.ShouldBe(HttpStatusCode.Created);
        var refused = await JoinAsync("lb-1", "lb");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
        (problem.GetProperty("launcher").GetString(), problem.GetProperty("wanted").GetString(), problem.GetProperty("launched").GetString()).ShouldBe(("lb", "1", "1"));
        (await JoinAsync("la-1", "la")).StatusCode.ShouldBe(HttpStatusCode.Created, "it is here already");
        await Eventually.TrueAsync(async () => await ShareAsync("lb") == 0);
        (await ShareAsync("la")).ShouldBe(1);
        (await scene.GetAsync<ScalingView>("/scaling")).Launchers.ShouldBe([new LauncherView("la", 1)]);

        await scene.PostAsync<AgentAnswer>("/agents/la-1/leave", new ReasonRequest("its launcher died"));
        (await JoinAsync("lb-1", "lb")).StatusCode.ShouldBe(HttpStatusCode.Created);
        await SetAsync(scene, new BalancingBody(MinAgents: 3, MaxAgents: 3));
        await Eventually.TrueAsync(async () => (await ShareAsync("la"), await ShareAsync("lb")) == (2, 3));
        (await JoinAsync("la-1", "../x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        async Task<int> ShareAsync(string launcher) => (await scene.GetAsync<ScalingView>($"/scaling?launcher={launcher}")).Share!.Value;
        Task<HttpResponseMessage> JoinAsync(string agent, string launcher) =>
            scene.Http.PostAsJsonAsync($"{scene.At}/agents", new RegisterAgentRequest(agent, agent, [], Launcher: launcher), Server.Cancellation);
    }

    private static async Task<ClaimAnswer> ClaimAsync(Scene scene, string agent) =>
        await scene.PostAsync<ClaimAnswer>($"/agents/{agent}/claims", new ClaimRequest(1, 0));

    private static async Task SetAsync(Scene scene, BalancingBody balancing) => (await scene.Http.PutAsJsonAsync(
        $"{scene.At}/policy", new PolicyBody(3_600, 10, 0.4, Balancing: balancing), Server.Cancellation)).EnsureSuccessStatusCode();
}
