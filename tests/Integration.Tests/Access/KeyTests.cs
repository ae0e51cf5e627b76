using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Access;

[Trait("Capability", "Z1")]
public sealed class KeyTests
{
    [Fact]
    public async Task a_revoked_key_opens_nothing_from_the_answer_on()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var issued = await server.IssueKeyAsync("viewer", workspace);
        using var viewer = server.Client(issued.Key);
        using var admin = server.Client();
        (await RenderAsync(viewer, workspace)).ShouldNotBe(HttpStatusCode.Unauthorized);
        (await admin.DeleteAsync($"/v1/keys/{issued.Id}", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RenderAsync(viewer, workspace)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task an_agents_key_acts_only_as_that_agent()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var alice = server.Client((await server.IssueKeyAsync("agent", workspace, "alice")).Key);
        foreach (var (path, body) in new (string, object)[]
        {
            ("agents", new RegisterAgentRequest("bob", null, [])),
            ("agents/bob/heartbeat", new HeartbeatRequest()),
            ("agents/bob/claims", new ClaimRequest()),
            ("agents/bob/leave", new ReasonRequest()),
            ($"workflows/{Guid.NewGuid():N}/tasks/t/submit", new SubmitRequest("bob", 1, null, null)),
        })
        {
            var answer = await alice.PostAsJsonAsync($"/v1/workspaces/{workspace}/{path}", body, Server.Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await alice.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", new RegisterAgentRequest("alice", null, []), Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task keys_are_listed_without_what_opens_anything()
    {
        var server = await Server.SharedAsync();
        var issued = await server.IssueKeyAsync("auditor", "somewhere");
        using var admin = server.Client();
        var text = await admin.GetStringAsync("/v1/keys?limit=1000", Server.Cancellation);
        text.ShouldContain(issued.Id);
        text.ShouldNotContain(issued.Key);
        text.ShouldNotContain(Application.Access.KeyText.Hash(issued.Key));
    }

    [Fact]
    public async Task the_last_admin_key_stays()
    {
        await using var server = await Server.StartAsync();
        using var admin = server.Client();
        var keys = (await admin.GetFromJsonAsync<Page<KeyView>>("/v1/keys", Server.Cancellation))!;
        var answer = await admin.DeleteAsync($"/v1/keys/{keys.Items.Single().Id}", Server.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation)).GetProperty("type").GetString().ShouldBe("urn:weft:problem:key.last-admin");
    }

    [Fact]
    public async Task a_key_is_shown_once_even_when_its_request_is_repeated()
    {
        var server = await Server.SharedAsync();
        using var admin = server.Client();
        admin.DefaultRequestHeaders.Add(WeftHeaders.IdempotencyKey, Guid.NewGuid().ToString("N"));
        var body = new IssueKeyRequest("once", "viewer", "w");
        (await admin.PostAsJsonAsync("/v1/keys", body, Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var again = await admin.PostAsJsonAsync("/v1/keys", body, Server.Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync(Server.Cancellation)).ShouldContain("key.shown-once");
    }

    private static async Task<HttpStatusCode> RenderAsync(HttpClient client, string workspace) =>
        (await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/templates/none/render", new RenderTemplateRequest(), Server.Cancellation)).StatusCode;
}
