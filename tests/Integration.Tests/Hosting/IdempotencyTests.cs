using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

[Trait("Capability", "Z1")]
public sealed class IdempotencyTests
{
    private static readonly RegisterAgentRequest Alice = new("alice", "Alice", [new SkillLevel("qa", 1)]);

    [Fact]
    public async Task the_same_request_under_the_same_key_has_the_same_answer()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var key = Guid.NewGuid().ToString("N");
        var first = await RegisterAsync(server, workspace, key, Alice);
        var second = await RegisterAsync(server, workspace, key, Alice);
        second.StatusCode.ShouldBe(first.StatusCode);
        (await TextAsync(second)).ShouldBe(await TextAsync(first));
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
        first.Headers.Contains(WeftHeaders.Replayed).ShouldBeFalse();
        second.Headers.GetValues(WeftHeaders.Replayed).ShouldBe(["true"]);
    }

    [Fact]
    public async Task another_request_under_the_same_key_is_refused()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var key = Guid.NewGuid().ToString("N");
        await RegisterAsync(server, workspace, key, Alice);
        var other = await RegisterAsync(server, workspace, key, Alice with { Id = "bob" });
        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await TextAsync(other)).ShouldContain("idempotency.key-reused");
        using var client = Client(server, key);
        var elsewhere = await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents/alice/drain", new ReasonRequest(), Server.Cancellation);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task the_answer_is_the_same_after_a_restart()
    {
        var key = Guid.NewGuid().ToString("N");
        var server = await Server.StartAsync();
        var workspace = await server.NewWorkspaceAsync();
        var before = await TextAsync(await RegisterAsync(server, workspace, key, Alice));
        var settings = server.Settings;
        await server.DisposeAsync();

        await using var restarted = await Server.StartAsync(_ => settings);
        var after = await RegisterAsync(restarted, workspace, key, Alice);
        (await TextAsync(after)).ShouldBe(before);
        after.Headers.GetValues(WeftHeaders.Replayed).ShouldBe(["true"]);
    }

    [Fact]
    public async Task a_version_that_was_not_the_last_one_seen_is_refused()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var client = server.Client();
        var parameters = new Dictionary<string, string>
        {
            ["ParallelAgents"] = "2",
            ["CoordinationMechanism"] = "pull",
            ["ConflictResolutionApproach"] = "human",
            ["QualityAssuranceStrategy"] = "none",
            ["ParallelismMetrics"] = "summary",
        };
        var created = await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/workflows", new CreateWorkflowRequest("full_stack_feature_development", Parameters: parameters), Server.Cancellation);
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await TextAsync(created));
        var id = (await created.Content.ReadFromJsonAsync<WorkflowAnswer>(Server.Cancellation))!.Id;
        created.Headers.Location!.ToString().ShouldBe($"/v1/workspaces/{workspace}/workflows/{id}");
        var version = created.Headers.ETag!.Tag;
        client.DefaultRequestHeaders.Add("If-Match", version);
        (await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/workflows/{id}/pause", new ReasonRequest(), Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var stale = await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/workflows/{id}/cancel", new ReasonRequest(), Server.Cancellation);
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    private static HttpClient Client(Server server, string key)
    {
        var client = server.Client();
        client.DefaultRequestHeaders.Add(WeftHeaders.IdempotencyKey, key);
        return client;
    }

    private static async Task<HttpResponseMessage> RegisterAsync(Server server, string workspace, string key, RegisterAgentRequest body)
    {
        using var client = Client(server, key);
        return await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", body, Server.Cancellation);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Server.Cancellation);
}
