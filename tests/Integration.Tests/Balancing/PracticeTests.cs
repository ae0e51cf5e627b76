using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Weft.Tests;
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
        var run = await ScarceAsync(scene, places: 1);
        (await WaitAsync(scene, run)).Facts["skill-missing"].ShouldBe("bob");
        await LearnAsync(scene);
        var wait = await WaitAsync(scene, run);
        (wait.Code, wait.Facts["agents"]).ShouldBe(("not-asked", "bob"));
        (await scene.ClaimAsync("bob")).Task.ShouldNotBeNull();
    }

    /// <summary>From what nobody has time for to an agent that does it alone.</summary>
    [Fact]
    public async Task a_scarce_skill_is_learnt_by_tasks_that_the_named_supervisor_reviews()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        var run = await ScarceAsync(scene, places: 4);
        await LearnAsync(scene);
        (await scene.GetAsync<Page<TriggerView>>("/reports/triggers")).Items.Single(t => t.Kind == "pending").Strategies.ShouldContain(s => s.Strategy == "expand" && s.What == "bob learns tuning, supervised by ada");

        var given = await ClaimAsync(scene, "bob", 4);
        given.Count.ShouldBe(3, "a fourth one waits for a review");
        given.ShouldAllBe(t => t.Practice!.Single() == new Practice("tuning", "ada"));
        (await WaitAsync(scene, run)).Facts["practice-unreviewed"].ShouldBe("bob");
        (await LearnerAsync(scene, "ada")).UnderWay.Count.ShouldBe(3);
        foreach (var task in given)
        {
            await scene.DoAsync("bob", task);
        }

        (await ClaimAsync(scene, "bob", 4)).ShouldBeEmpty("what is handed in is not reviewed");
        var waiting = (await LearnerAsync(scene, "ada")).Waiting;
        waiting.Select(w => (w.Workflow, w.Task, w.Attempt)).ShouldBe(given.Select(t => (t.Workflow, t.Task, t.Attempt)), ignoreOrder: true);
        (await scene.GetAsync<Page<LearnerView>>("/training?supervisor=bob")).Items.ShouldBeEmpty();
        await ShownAsync(scene, given[0]);

        await ReviewAsync(scene, waiting[0], passed: true);
        var (fourth, learner) = ((await ClaimAsync(scene, "bob", 4)).ShouldHaveSingleItem("one is reviewed"), await LearnerAsync(scene, "ada"));
        (learner.Passed, learner.Waiting.Count, learner.UnderWay.Count, learner.Skill, learner.Level).ShouldBe((1, 2, 1, "tuning", 0.5));
        await scene.DoAsync("bob", fourth);
        await ReviewAsync(scene, waiting[1], passed: false);
        await ReviewAsync(scene, waiting[2], passed: true);
        await ReviewAsync(scene, new PracticeView(fourth.Workflow, fourth.Task, fourth.Attempt, default), passed: true);

        (await scene.GetAsync<AgentView>("/agents/bob")).Skills.ShouldContain(new SkillLevel("tuning", 0.5));
        (await scene.GetAsync<Page<LearnerView>>("/training")).Items.ShouldBeEmpty();
        var own = await ClaimAsync(scene, "bob", 4);
        own.Count.ShouldBe(4, "it has the skill, and nobody needs to review");
        own.ShouldAllBe(t => t.Practice == null);
    }

    /// <summary>Three of its tasks wait for the word of one who is not there any more: neither is the learner stuck, nor does it keep what it cannot learn.</summary>
    [Fact]
    public async Task another_agent_takes_over_supervision_and_without_one_the_training_ends()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        var run = await ScarceAsync(scene, places: 4);
        await LearnAsync(scene);
        foreach (var task in await ClaimAsync(scene, "bob", 4))
        {
            await scene.DoAsync("bob", task);
        }

        (await ClaimAsync(scene, "bob", 4)).ShouldBeEmpty("three wait for their review");
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("cyd", "cyd", [new SkillLevel("tuning", 0.8)], SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        await scene.PostAsync<AgentAnswer>("/agents/ada/leave", new ReasonRequest("gone"));

        (await scene.GetAsync<Page<LearnerView>>("/training?supervisor=ada")).Items.ShouldBeEmpty();
        var waiting = (await LearnerAsync(scene, "cyd")).Waiting;
        waiting.Count.ShouldBe(3);
        var refused = await scene.Http.PostAsJsonAsync($"{scene.At}/agents/bob/training/tuning/reviews", Review("ada", waiting[0], passed: true), Server.Cancellation);
        (await refused.Content.ReadAsStringAsync(Server.Cancellation)).ShouldContain("training.not-supervisor");
        await scene.PostAsync<AgentAnswer>("/agents/bob/training/tuning/reviews", Review("cyd", waiting[0], passed: true));
        await scene.PostAsync<AgentAnswer>("/agents/bob/training/tuning/reviews", Review("cyd", waiting[0], passed: true));
        (await scene.TryAsync("/agents/bob/training/tuning/reviews", Review("cyd", waiting[0], passed: false))).ShouldBe((HttpStatusCode.Conflict, "training.already-reviewed"));
        (await ClaimAsync(scene, "bob", 4)).ShouldHaveSingleItem("one is reviewed").Practice!.ShouldBe([new Practice("tuning", "cyd")]);

        await scene.PostAsync<AgentAnswer>("/agents/cyd/leave", new ReasonRequest("gone"));
        (await scene.GetAsync<Page<LearnerView>>("/training")).Items.ShouldBeEmpty();
        ((await scene.GetAsync<AgentView>("/agents/bob")).Training ?? []).ShouldBeEmpty();
        (await WaitAsync(scene, run)).Facts["skill-missing"].ShouldBe("bob");
        var told = (await scene.GetAsync<Page<HistoryEvent>>("/streams/agent-bob")).Items;
        told.Single(e => e.Type == "supervisor_changed").Data.ToString().ShouldContain("ada left");
        told.Single(e => e.Type == "training_ended").Data.ToString().ShouldContain("cyd left, and nobody else");
    }

    private static async Task ShownAsync(Scene scene, ClaimedTask task)
    {
        var at = $"/workflows/{task.Workflow}/tasks/{task.Task}";
        (await scene.GetAsync<TaskView>(at)).Practice.ShouldBe([new Practice("tuning", "ada")]);
        var why = (await scene.GetAsync<WhyAnswer>($"{at}/why")).Assignment.ShouldNotBeNull();
        (why.Agent, why.Agrees).ShouldBe(("bob", true));
        why.Practice.ShouldBe([new Practice("tuning", "ada")]);
    }

    /// <summary>Sixteen tasks of a skill that only ada has, who is busy.</summary>
    private static async Task<string> ScarceAsync(Scene scene, int places)
    {
        var tasks = string.Join(", ", Enumerable.Range(0, 8).Select(i => $"{{name: t{i}, skills: [tuning], timeout_seconds: 86400}}"));
        await scene.PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest(UsualTemplate.Of("tuning", $"skills: [tuning]\ntasks: [{tasks}]", parallel: 8)));
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4, Balancing: new BalancingBody(Train: true)), Server.Cancellation)).EnsureSuccessStatusCode();
        foreach (var (agent, skill, capacity) in new[] { ("ada", "tuning", 1), ("bob", "code", places) })
        {
            await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel(skill, 1)], Capacity: capacity, SuspectAfterSeconds: 3_600, LostAfterSeconds: 7_200));
        }

        var run = await scene.StartAsync("tuning");
        await scene.StartAsync("tuning");
        await scene.ClaimAsync("ada");
        return run;
    }

    private async Task LearnAsync(Scene scene)
    {
        for (var window = 1; window <= 2; window++)
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            await Eventually.TrueAsync(async () => (await scene.GetAsync<Page<WindowView>>("/reports/windows?limit=1")).Items is [var last] && last.Window == window);
        }

        await Eventually.TrueAsync(async () => (await scene.GetAsync<AgentView>("/agents/bob")).Training is [_]);
    }

    private static async Task<IReadOnlyList<ClaimedTask>> ClaimAsync(Scene scene, string agent, int max) =>
        (await scene.PostAsync<ClaimAnswer>($"/agents/{agent}/claims", new ClaimRequest(max))).Tasks;

    private static async Task<LearnerView> LearnerAsync(Scene scene, string supervisor) =>
        (await scene.GetAsync<Page<LearnerView>>($"/training?supervisor={supervisor}")).Items.ShouldHaveSingleItem();

    private static Task<AgentAnswer> ReviewAsync(Scene scene, PracticeView work, bool passed) =>
        scene.PostAsync<AgentAnswer>("/agents/bob/training/tuning/reviews", Review("ada", work, passed));

    private static TrainingReviewRequest Review(string by, PracticeView work, bool passed) => new(by, work.Workflow, work.Task, work.Attempt, passed);

    private static async Task<WaitReason> WaitAsync(Scene scene, string run) => (await scene.GetAsync<WhyAnswer>($"/workflows/{run}/tasks/t7/why")).Waiting.ShouldHaveSingleItem();
}
