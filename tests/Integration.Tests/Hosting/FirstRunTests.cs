using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

[Trait("Capability", "Z1")]
public sealed class FirstRunTests
{
    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["ParallelAgents"] = "4",
        ["CoordinationMechanism"] = "pull",
        ["ConflictResolutionApproach"] = "human",
        ["QualityAssuranceStrategy"] = "none",
        ["ParallelismMetrics"] = "summary",
    };

    [Fact]
    public async Task a_task_is_claimed_started_and_submitted_over_http()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var admin = server.Client();
        var created = await PostAsync<WorkflowAnswer>(admin, $"/v1/workspaces/{workspace}/workflows",
            new CreateWorkflowRequest("full_stack_feature_development", Parameters: Parameters));
        created.Status.ShouldBe("running");

        using var agent = server.Client((await server.IssueKeyAsync("agent", workspace, "alice")).Key);
        await PostAsync<AgentAnswer>(agent, $"/v1/workspaces/{workspace}/agents", new RegisterAgentRequest("alice", "Alice",
            [.. new[] { "contracts", "backend", "frontend", "security", "observability", "qa", "docs" }.Select(s => new SkillLevel(s, 1))], Capacity: 10));
        var claimed = await PostAsync<ClaimAnswer>(agent, $"/v1/workspaces/{workspace}/agents/alice/claims", new ClaimRequest(1, 5));
        var task = claimed.Tasks.ShouldHaveSingleItem();
        var at = $"/v1/workspaces/{workspace}/workflows/{task.Workflow}/tasks/{task.Task}";
        (await PostAsync<TaskAnswer>(agent, $"{at}/start", new HoldRequest("alice", task.Token))).Status.ShouldBe("started");
        var beat = await PostAsync<HeartbeatAnswer>(agent, $"/v1/workspaces/{workspace}/agents/alice/heartbeat",
            new HeartbeatRequest([new LeaseRef(task.Workflow, task.Task, task.Token)], [new ProgressReport(task.Workflow, task.Task, task.Token, 50, "half", "line\n")]));
        beat.Lost.ShouldBeEmpty();
        beat.Status.ShouldBe("active");
        var output = new ReadOnlyMemoryContent("openapi: 3.1.0\n"u8.ToArray());
        var hash = Convert.ToHexStringLower(SHA256.HashData("openapi: 3.1.0\n"u8));
        (await agent.PutAsync($"/v1/workspaces/{workspace}/blobs/{hash}", output, Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await agent.GetByteArrayAsync($"/v1/workspaces/{workspace}/blobs/{hash}", Server.Cancellation)).ShouldBe("openapi: 3.1.0\n"u8.ToArray());
        var submit = new SubmitRequest("alice", task.Token, null, null, [.. task.Produces.Select(p => new OutputArtifact(p, hash, 15))]);
        (await PostAsync<TaskAnswer>(agent, $"{at}/submit", submit)).Status.ShouldBe("completed");

        var stale = await agent.PostAsJsonAsync($"{at}/submit", new SubmitRequest("alice", task.Token - 1, null, null), Server.Cancellation);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await stale.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
        problem.GetProperty("type").GetString().ShouldBe("urn:weft:problem:lease.stale-token");
    }

    private static async Task<T> PostAsync<T>(HttpClient client, string path, object body)
    {
        var answer = await client.PostAsJsonAsync(path, body, Server.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Server.Cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }
}
