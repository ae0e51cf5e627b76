using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Catalogue;

/// <summary>The five parameters of every template: two values of one of them give two histories, everything else being equal.</summary>
public sealed class ParameterHistoryTests
{
    private static readonly string Base = new('a', 40);
    private static readonly string Commit = new('b', 40);

    [Fact, Trait("Capability", "W1")]
    public async Task parallel_agents_bounds_how_many_tasks_are_held_at_once()
    {
        (await AssignedAsync("1")).ShouldBe(1);
        (await AssignedAsync("2")).ShouldBe(2);

        static async Task<int> AssignedAsync(string agents)
        {
            using var scene = await Scene.OpenAsync();
            await scene.JoinAsync("ada", capacity: 4);
            var run = await StartAsync(scene, "ParallelAgents", agents);
            await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(4, 10));
            return (await HistoryAsync(scene, run)).Count(e => e.Type == "task_assigned");
        }
    }

    [Fact, Trait("Capability", "W2")]
    public async Task with_push_work_is_offered_before_it_is_assigned()
    {
        (await TypesAsync("pull")).ShouldBe(["task_assigned"]);
        (await TypesAsync("push")).ShouldBe(["task_offered", "task_assigned"]);

        static async Task<string[]> TypesAsync(string mechanism)
        {
            using var scene = await Scene.OpenAsync();
            await scene.JoinAsync("ada");
            var run = await StartAsync(scene, "CoordinationMechanism", mechanism);
            var task = await scene.ClaimAsync("ada");
            return [.. (await HistoryAsync(scene, run)).Where(e => About(e, task.Task) && e.Type is ("task_offered" or "task_assigned")).Select(e => e.Type)];
        }
    }

    [Fact, Trait("Capability", "W3")]
    public async Task a_conflict_waits_for_a_person_or_is_settled_by_merge_order()
    {
        (await EndsAsync("human")).ShouldBe((false, "open"));
        (await EndsAsync("priority")).ShouldBe((true, "yielded"));

        static async Task<(bool Yielded, string Conflict)> EndsAsync(string approach)
        {
            using var scene = await Scene.OpenAsync();
            await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", null, [new SkillLevel("code", 1)], Capacity: 2, Merges: true));
            var run = await StartAsync(scene, "ConflictResolutionApproach", approach, new Repository("/srv/remote.git", Base, "weft/run/integration"));
            var work = await ClaimAllAsync(scene);
            foreach (var task in work)
            {
                await SubmitAsync(scene, task, Commit);
            }

            await MergeAsync(scene, conflicts: false);
            await MergeAsync(scene, conflicts: true);
            var conflict = (await scene.GetAsync<Page<ConflictView>>("/conflicts")).Items.ShouldHaveSingleItem();
            return ((await HistoryAsync(scene, run)).Any(e => e.Type == "task_yielded"), conflict.Status);
        }
    }

    [Fact, Trait("Capability", "W4")]
    public async Task without_quality_gates_the_checks_are_not_run()
    {
        (await GateAsync("gates")).ShouldBe(["gate_awaited", "gate_opened"]);
        (await GateAsync("none")).ShouldBe(["gate_awaited", "gate_opened", "gate_passed"]);

        static async Task<string[]> GateAsync(string strategy)
        {
            using var scene = await Scene.OpenAsync();
            await scene.JoinAsync("ada", capacity: 2);
            var run = await StartAsync(scene, "QualityAssuranceStrategy", strategy);
            foreach (var task in await ClaimAllAsync(scene))
            {
                await scene.DoAsync("ada", task);
            }

            return [.. (await HistoryAsync(scene, run)).Select(e => e.Type).Where(t => t.StartsWith("gate_", StringComparison.Ordinal))];
        }
    }

    [Fact, Trait("Capability", "W5")]
    public async Task samples_of_resources_are_kept_or_only_their_sums()
    {
        (await SamplesAsync("full")).ShouldBe(2);
        (await SamplesAsync("summary")).ShouldBe(0);

        static async Task<int> SamplesAsync(string metrics)
        {
            using var scene = await Scene.OpenAsync();
            await scene.JoinAsync("ada");
            var run = await StartAsync(scene, "ParallelismMetrics", metrics);
            var task = await scene.ClaimAsync("ada");
            task.Samples.ShouldBe(metrics == "full");
            await SubmitAsync(scene, task);
            var usage = (await HistoryAsync(scene, run)).Single(e => e.Type == "task_completed").Data.GetProperty("usage");
            usage.GetProperty("cpuMs").GetInt64().ShouldBe(100);
            return usage.GetProperty("samples").GetArrayLength();
        }
    }

    [Fact, Trait("Capability", "W1")]
    public async Task a_run_tells_its_parameters_whoever_gave_them()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        await StartAsync(scene, "ParallelAgents", "7");
        (await scene.ClaimAsync("ada")).Parameters.ShouldBe(
            new Dictionary<string, string>
            {
                ["ParallelAgents"] = "7",
                ["CoordinationMechanism"] = "pull",
                ["ConflictResolutionApproach"] = "human",
                ["QualityAssuranceStrategy"] = "gates",
                ["ParallelismMetrics"] = "full",
            },
            ignoreOrder: true);
    }

    private static async Task<string> StartAsync(Scene scene, string parameter, string value, Repository? repository = null) =>
        (await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("small", Parameters: new Dictionary<string, string> { [parameter] = value }, Repository: repository))).Id;

    private static async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(Scene scene, string run) =>
        (await scene.GetAsync<Page<HistoryEvent>>($"/streams/workflow-{run}?limit=1000")).Items;

    private static async Task<IReadOnlyList<ClaimedTask>> ClaimAllAsync(Scene scene)
    {
        var claimed = await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2, 10));
        claimed.Tasks.Count.ShouldBe(2);
        return claimed.Tasks;
    }

    private static async Task SubmitAsync(Scene scene, ClaimedTask task, string? commit = null)
    {
        var content = Encoding.UTF8.GetBytes(task.Task);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        (await scene.Http.PutAsync($"{scene.At}/blobs/{hash}", new ByteArrayContent(content), Server.Cancellation)).EnsureSuccessStatusCode();
        await scene.PostAsync<TaskAnswer>(
            $"/workflows/{task.Workflow}/tasks/{task.Task}/submit",
            new SubmitRequest(
                "ada", task.Token, commit, commit is null ? null : $"weft/{task.Task}", [.. task.Produces.Select(p => new OutputArtifact(p, hash, content.Length))],
                new Usage(1_000, 100, 1, 2, 3, null, [new UsageSample(1, 1, 1), new UsageSample(2, 2, 2)])));
    }

    private static async Task MergeAsync(Scene scene, bool conflicts)
    {
        var merge = await scene.ClaimAsync("ada");
        merge.Kind.ShouldBe("merge");
        var at = $"/workflows/{merge.Workflow}/tasks/{merge.Task}";
        await scene.PostAsync<TaskAnswer>($"{at}/intend", new MergeIntentRequest("ada", merge.Token, Base));
        if (conflicts)
        {
            await scene.PostAsync<ConflictAnswer>($"{at}/conflicted", new ConflictedRequest("ada", merge.Token, Base, Base, Commit, [new ConflictFile("shared.txt", "content", null, null, null, null)]));
        }
        else
        {
            await scene.PostAsync<TaskAnswer>($"{at}/merged", new MergedRequest("ada", merge.Token, Commit));
        }
    }

    private static bool About(HistoryEvent happened, string task) =>
        happened.Data.TryGetProperty("task", out var of) && of.ValueKind == JsonValueKind.String && of.GetString() == task;
}
