using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

/// <summary>Whatever is wrong with a request: a problem that says what, no 500, nothing stored.</summary>
[Trait("Capability", "Z1")]
public sealed class BadInputTests
{
    private const string Agent = """{"id":"alice","skills":[{"name":"qa","level":1}]}""";

    public static TheoryData<string, string, string, int, string> Requests { get; } = new()
    {
        { "POST", "/agents", "{", 400, "request.bad-body" },
        { "POST", "/agents", "", 400, "request.bad-body" },
        { "POST", "/agents", "null", 400, "request.bad-body" },
        { "POST", "/agents", "[1,2]", 400, "request.bad-body" },
        { "POST", "/agents", """{"id":"alice"}""", 400, "request.bad-body" },
        { "POST", "/agents", """{"id":null,"skills":[]}""", 400, "request.bad-body" },
        { "POST", "/agents", """{"id":"alice","skills":[],"colour":"red"}""", 400, "request.bad-body" },
        { "POST", "/agents", """{"id":"alice","skills":[],"capacity":"many"}""", 400, "request.bad-body" },
        { "POST", "/agents", """{"id":"alice","skills":[],"capacity":99999999999}""", 400, "request.bad-body" },
        { "POST", "/agents", """{"id":"../alice","skills":[]}""", 400, "request.bad-value" },
        { "POST", "/agents", """{"id":"al\u0000ice","skills":[]}""", 400, "request.bad-value" },
        { "POST", "/agents", """{"id":"alice","skills":[null]}""", 400, "request.bad-value" },
        { "POST", "/agents", """{"id":"alice","skills":[],"tier":"boss"}""", 400, "request.bad-value" },
        { "POST", "/agents", """{"id":"alice","skills":[],"capacity":0}""", 422, "agent.bad-capacity" },
        { "POST", "/agents/alice/claims", """{"max":0}""", 400, "request.bad-value" },
        { "POST", "/agents/alice/claims", """{"max":1,"waitSeconds":3600}""", 400, "request.bad-value" },
        { "POST", "/agents/nobody/claims", """{"max":1}""", 404, "agent.unknown" },
        { "POST", "/agents/nobody/heartbeat", "{}", 404, "agent.unknown" },
        { "POST", "/agents/..%2f..%2fetc/claims", """{"max":1}""", 400, "request.bad-value" },
        { "POST", "/agents/a%01b/drain", "{}", 400, "request.bad-value" },
        { "POST", "/workflows", """{"template":"nothing"}""", 404, "template.unknown" },
        { "POST", "/workflows", """{"template":"../../etc/passwd"}""", 400, "request.bad-value" },
        { "POST", "/workflows", """{"template":"full_stack_feature_development","parameters":{"Colour":"red"}}""", 422, "template.unknown-parameter" },
        { "POST", "/workflows", """{"template":"full_stack_feature_development","version":99}""", 404, "template.version-unknown" },
        { "POST", "/workflows", """{"template":"x","id":"not-a-uuid"}""", 400, "request.bad-value" },
        { "POST", "/workflows/0123456789abcdef0123456789abcdef/start", "{}", 404, "workflow.unknown" },
        { "POST", "/workflows/0123456789abcdef0123456789abcdef/tasks/t/submit", """{"agent":"alice","token":1}""", 404, "workflow.unknown" },
        { "POST", "/workflows/w/tasks/t/submit", """{"agent":"alice","token":1,"commit":"HEAD"}""", 400, "request.bad-value" },
        { "POST", "/workflows/w/tasks/t/conflicted", """{"agent":"a","token":1,"oursCommit":"x","theirsCommit":"y","files":[{"path":"../../x","kind":"content"}]}""", 400, "request.bad-value" },
        { "POST", "/conflicts/none/resolution", """{"files":[{"path":"a"}]}""", 404, "conflict.unknown" },
        { "POST", "/templates", """{"text":"name: ["}""", 422, "template.bad-yaml" },
        { "POST", "/templates", """{"text":"name: {{.X"}""", 422, "template.bad-syntax" },
        { "PUT", "/policy", """{"leaseSeconds":-1,"offerSeconds":10,"loadWeight":0.5}""", 422, "policy.bad-value" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"weights":{"fit":-1,"finish":1,"load":1,"priority":1,"fairness":1,"affinity":1,"cost":1}}""", 422, "distribution.bad-weights" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"weights":{"fit":0,"finish":0,"load":0,"priority":0,"fairness":0,"affinity":0,"cost":0}}""", 422, "distribution.bad-weights" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"weights":{"fit":NaN}}""", 400, "request.bad-body" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"rules":{"tiers":"sometimes"}}""", 400, "request.bad-value" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"rules":{"urgentPriority":-5}}""", 422, "distribution.bad-urgent-priority" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"rules":{"classes":{"simple":null,"moderate":null,"complex":null}}}""", 400, "request.bad-body" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"rules":{"classes":{"simple":{"junior":0},"moderate":{"junior":-1},"complex":{"architect":0}}}}""", 422, "distribution.bad-tier-level" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"rules":{"classes":{"simple":{"junior":0},"moderate":{"senior":0},"complex":{}}}}""", 422, "distribution.bad-class" },
        { "PUT", "/domain-map", """{"domains":[{"name":"a","includes":["b"]},{"name":"b","includes":["a"]}]}""", 422, "domain.bad-cycle" },
        { "PUT", "/domain-map", """{"domains":[{"name":"a","roles":["a"],"areas":[{"name":"x","paths":["../etc"]}]}]}""", 422, "domain.bad-pattern" },
        { "PUT", "/domain-map", """{"domains":[{"name":"a b"}]}""", 400, "request.bad-value" },
        { "PUT", "/domain-map", """{"domains":[null]}""", 400, "request.bad-value" },
        { "PUT", "/domain-map", """{"domains":[{"name":"a","roles":[null]}]}""", 400, "request.bad-value" },
        { "POST", "/workflows/w/tasks/t/resources", """{"agent":"a","token":1,"resources":["/etc/passwd"]}""", 400, "request.bad-value" },
        { "POST", "/workflows/w/tasks/t/resources", """{"agent":"a","token":1,"resources":["src/a"]}""", 404, "workflow.unknown" },
        { "POST", "/workflows/w/tasks/t/submit", """{"agent":"a","token":1,"changedPaths":["../../x"]}""", 400, "request.bad-value" },
        { "POST", "/agents", """{"id":"alice","skills":[],"roles":["x","x"]}""", 422, "agent.bad-role" },
        { "PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.5,"sla":{"simpleSeconds":0}}""", 422, "policy.bad-sla" },
        { "POST", "/slices", """{"agent":"nobody","resource":"table:orders"}""", 404, "agent.unknown" },
        { "POST", "/slices/renew", """{"agent":"nobody","resource":"../x","token":1}""", 400, "request.bad-value" },
        { "PUT", "/agents/nobody/capacity", """{"capacity":0}""", 404, "agent.unknown" },
        { "POST", "/templates", """{"text":"name: x\nskills: [a]\ntasks: [{name: t, skills: [b]}]\n"}""", 422, "template.missing-field" },
        { "PUT", "/blobs/ABC", "x", 400, "request.bad-value" },
        { "PUT", "/blobs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x", 422, "blob.wrong-hash" },
        { "GET", "/blobs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", 404, "blob.unknown" },
        { "GET", "/events?cursor=the-next-one", "", 400, "request.bad-value" },
        { "GET", "/streams/workspace?cursor=-1", "", 400, "request.bad-value" },
        { "GET", "/events?after=soon", "", 400, "request.bad-value" },
        { "GET", "/streams/workspace/state?version=99999999999999999999", "", 400, "request.bad-value" },
        { "GET", "/nothing/here", "", 404, "request.no-such-route" },
        { "PATCH", "/agents", "{}", 405, "request.wrong-method" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task a_bad_request_is_a_problem_and_nothing_is_stored(string method, string path, string body, int status, string code)
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var before = await CountAsync(server, workspace);
        var (answer, problem) = await SendAsync(server, method, $"/v1/workspaces/{workspace}{path}", new StringContent(body, Encoding.UTF8, "application/json"));
        problem.GetProperty("type").GetString().ShouldBe(ProblemTypes.Of(code), problem.GetRawText());
        ((int)answer.StatusCode).ShouldBe(status);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetRawText().ShouldNotContain("Weft.Contracts");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await CountAsync(server, workspace)).ShouldBe(before);
    }

    [Theory]
    [InlineData("/agents", """{"id":"alice","skills":[],"colour":"red"}""", "'colour'")]
    [InlineData("/agents/alice/claims", """{"max":1,"waitSeconds":600}""", "'waitSeconds'")]
    public async Task what_is_wrong_is_called_what_the_sender_called_it(string path, string body, string named)
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var (_, problem) = await SendAsync(server, "POST", $"/v1/workspaces/{workspace}{path}", new StringContent(body, Encoding.UTF8, "application/json"));
        problem.GetProperty("detail").GetString()!.ShouldContain(named);
        problem.GetRawText().ShouldNotContain("\\u0027");
    }

    [Fact]
    public async Task a_body_that_is_too_large_is_refused_unread()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var large = new string('x', server.Settings.MaxBodyBytes);
        var (answer, problem) = await SendAsync(server, "POST", $"/v1/workspaces/{workspace}/templates", new StringContent($$"""{"text":"{{large}}"}""", Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        problem.GetProperty("type").GetString().ShouldBe("urn:weft:problem:request.too-large");
    }

    [Fact]
    public async Task a_body_that_is_no_json_and_an_answer_that_nobody_takes_are_told_apart()
    {
        var server = await Server.SharedAsync();
        var workspace = await server.NewWorkspaceAsync();
        var (form, _) = await SendAsync(server, "POST", $"/v1/workspaces/{workspace}/agents", new StringContent("id=alice", Encoding.UTF8, "application/x-www-form-urlencoded"));
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        var (image, _) = await SendAsync(server, "POST", $"/v1/workspaces/{workspace}/agents", new StringContent(Agent, Encoding.UTF8, "application/json"), "image/png");
        image.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task a_workspace_that_is_not_there_is_named()
    {
        var server = await Server.SharedAsync();
        foreach (var name in new[] { "nowhere", "_system" })
        {
            var (answer, problem) = await SendAsync(server, "POST", $"/v1/workspaces/{name}/agents", new StringContent(Agent, Encoding.UTF8, "application/json"));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            problem.GetProperty("workspace").GetString().ShouldBe(name);
        }
    }

    private static async Task<(HttpResponseMessage, JsonElement)> SendAsync(Server server, string method, string path, HttpContent body, string accept = "*/*")
    {
        using var client = server.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Accept", accept);
        if (method != "GET")
        {
            request.Content = body;
        }

        var answer = await client.SendAsync(request, Server.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Server.Cancellation);
        return (answer, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    private static async Task<long> CountAsync(Server server, string workspace)
    {
        await using var database = NpgsqlDataSource.Create(server.Settings.ConnectionString);
        await using var command = database.CreateCommand("select (select count(*) from weft.mt_events where tenant_id = $1) + (select count(*) from weft.weft_blobs where tenant = $1)");
        command.Parameters.AddWithValue(workspace);
        return (long)(await command.ExecuteScalarAsync(Server.Cancellation))!;
    }
}
