using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Weft.Api.Hosting;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

/// <summary>Two servers on one database, each on a port of its own: whoever is asked, the owner decides.</summary>
[Trait("Capability", "Z1")]
public sealed class ForwardingTests : IAsyncLifetime
{
    private const string Workspace = "w";
    private const string NotOwner = $"{ProblemTypes.Prefix}server.not-owner";
    private ServerSettings _settings = null!;
    private RunningServer _owner = null!;
    private RunningServer _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _settings = await Server.SettingsAsync() with { Cluster = true };
        _owner = await WeftServer.StartAsync(_settings, Cancellation);
        _other = await WeftServer.StartAsync(_settings, Cancellation);
        (await PostAsync(_owner, "/v1/workspaces", new CreateWorkspaceRequest(Workspace))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _owner.DisposeAsync();
    }

    [Fact]
    public async Task a_command_sent_to_another_server_is_decided_by_the_owner()
    {
        var epoch = await EpochAsync();

        var here = await RegisterAsync(_other, "ada", key: "k1");
        var again = await RegisterAsync(_owner, "ada", key: "k1");

        here.StatusCode.ShouldBe(HttpStatusCode.Created, await here.Content.ReadAsStringAsync(Cancellation));
        here.Headers.ETag.ShouldNotBeNull();
        here.Headers.GetValues(WeftHeaders.Position).Single().ShouldBe(again.Headers.GetValues(WeftHeaders.Position).Single());
        again.Headers.GetValues(WeftHeaders.Replayed).Single().ShouldBe("true", "the key came with it");
        (await EpochAsync()).ShouldBe(epoch, "nobody took the workspace");
    }

    [Fact]
    public async Task a_sign_of_life_reaches_the_owner_and_so_does_a_workspace_that_exists()
    {
        await RegisterAsync(_owner, "ada");
        var epoch = await EpochAsync();

        var beat = await PostAsync(_other, $"/v1/workspaces/{Workspace}/agents/ada/heartbeat", new HeartbeatRequest(null, null, null));
        var made = await PostAsync(_other, "/v1/workspaces", new CreateWorkspaceRequest(Workspace));

        beat.StatusCode.ShouldBe(HttpStatusCode.OK, await beat.Content.ReadAsStringAsync(Cancellation));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await EpochAsync()).ShouldBe(epoch);
    }

    [Fact]
    public async Task the_owner_checks_the_callers_own_key()
    {
        await RegisterAsync(_owner, "ada");
        var issued = await PostAsync(_owner, "/v1/keys", new IssueKeyRequest("bobs", "agent", Workspace, "bob"));
        issued.StatusCode.ShouldBe(HttpStatusCode.Created, await issued.Content.ReadAsStringAsync(Cancellation));
        var key = (await issued.Content.ReadFromJsonAsync<IssuedKey>(Cancellation))!;

        var allowed = await PostAsync(_other, $"/v1/workspaces/{Workspace}/agents", new RegisterAgentRequest("bob", null, []), key: key.Key);
        var forbidden = await PostAsync(_other, $"/v1/workspaces/{Workspace}/agents", new RegisterAgentRequest("eve", null, []), key: key.Key);
        (await SendAsync(_owner, HttpMethod.Delete, $"/v1/keys/{key.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var revoked = await PostAsync(_other, $"/v1/workspaces/{Workspace}/agents", new RegisterAgentRequest("bob", null, []), key: key.Key);

        allowed.StatusCode.ShouldBe(HttpStatusCode.Created, await allowed.Content.ReadAsStringAsync(Cancellation));
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        revoked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the owner knows already");
    }

    [Fact]
    public async Task what_was_handed_over_is_not_handed_over_again()
    {
        await RegisterAsync(_owner, "ada");

        var refused = await RegisterAsync(_other, "bob", forwardedBy: "http://127.0.0.1:9");

        refused.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldContain("server.not-owner");
    }

    [Fact]
    public async Task a_displaced_owner_hands_over_what_it_learns_is_not_its_own()
    {
        await RegisterAsync(_owner, "ada");
        await ExecuteAsync($"update weft.weft_ownership set address = null where tenant = '{Workspace}'");
        (await RegisterAsync(_other, "bob")).StatusCode.ShouldBe(HttpStatusCode.Created, "it takes what nobody is reached for");
        var epoch = await EpochAsync();

        var displaced = await RegisterAsync(_owner, "eve", key: "k2");

        displaced.StatusCode.ShouldBe(HttpStatusCode.Created, await displaced.Content.ReadAsStringAsync(Cancellation));
        (await EpochAsync()).ShouldBe(epoch);
    }

    [Fact]
    public async Task the_workspace_of_a_server_that_is_gone_is_taken_by_whoever_is_asked()
    {
        await RegisterAsync(_owner, "ada");
        await _owner.StopAsync();
        var epoch = await EpochAsync();

        var taken = await RegisterAsync(_other, "bob");

        taken.StatusCode.ShouldBe(HttpStatusCode.Created, await taken.Content.ReadAsStringAsync(Cancellation));
        (await EpochAsync()).ShouldBe(epoch + 1);
    }

    [Fact]
    public async Task an_owner_that_breaks_off_is_answered_for_with_503_and_asks_to_come_again()
    {
        await using var deaf = DeafServer.Start();
        await ExecuteAsync($"update weft.weft_ownership set epoch = epoch + 1, address = '{deaf.Address}' where tenant = '{Workspace}'");

        var unknown = await RegisterAsync(_other, "bob");

        unknown.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        unknown.Headers.RetryAfter.ShouldNotBeNull();
        (await unknown.Content.ReadAsStringAsync(Cancellation)).ShouldContain("server.not-owner");
    }

    [Fact]
    public async Task the_workspaces_of_a_server_that_is_gone_are_taken_up_though_nobody_asks()
    {
        await RegisterAsync(_owner, "ada");
        await _owner.StopAsync();
        var epoch = await EpochAsync();

        await Eventually.TrueAsync(async () => await EpochAsync() > epoch);
    }

    [Fact]
    public async Task a_list_of_results_whose_workspace_is_lost_meanwhile_is_handed_over_when_it_has_a_key()
    {
        var items = await HoldAsync(3);
        await PostSubmissionsAsync(_owner, items, "many");
        var epoch = await TakeByOtherAsync();

        // The first two have their receipts; the third was refused, and is decided again.
        await PutAsync(_other, "content");
        var answer = await PostSubmissionsAsync(_owner, items, "many");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        (await answer.Content.ReadFromJsonAsync<SubmitManyAnswer>(Cancellation))!.Items.Select(i => i.Answer?.Status).ShouldBe(["completed", "completed", "completed"]);
        (await EpochAsync()).ShouldBe(epoch, "the new owner decided it");
    }

    [Fact]
    public async Task a_list_of_results_that_was_handed_over_goes_back_to_be_handed_to_the_new_owner()
    {
        var items = await HoldAsync(2);
        await TakeByOtherAsync();

        var answer = await PostSubmissionsAsync(_owner, items, "many", forwardedBy: "http://127.0.0.1:9");

        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:9")]
    public async Task a_list_of_results_without_a_key_is_answered_one_by_one_and_asked_to_come_again(string? forwardedBy)
    {
        var items = await HoldAsync(3);
        await TakeByOtherAsync();

        var answer = await PostSubmissionsAsync(_owner, items, null, forwardedBy);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        var problems = (await answer.Content.ReadFromJsonAsync<SubmitManyAnswer>(Cancellation))!.Items.Select(i => i.Problem.ShouldNotBeNull()).ToList();
        problems.Select(p => p.Type).ShouldBe([NotOwner, NotOwner, "urn:weft:problem:blob.content-missing"]);
        problems.Select(p => p.Status).ShouldBe([503, 503, 422]);
        problems[0].Facts!.Keys.ShouldContain("retryAfterSeconds");
    }

    private Task<HttpResponseMessage> RegisterAsync(RunningServer server, string agent, string? key = null, string? forwardedBy = null) =>
        SendAsync(server, HttpMethod.Post, $"/v1/workspaces/{Workspace}/agents", new RegisterAgentRequest(agent, null, []), null, key, forwardedBy);

    private Task<HttpResponseMessage> PostAsync<T>(RunningServer server, string path, T body, string? key = null) => SendAsync(server, HttpMethod.Post, path, body, key);

    private async Task<HttpResponseMessage> SendAsync(
        RunningServer server, HttpMethod method, string path, object? body = null, string? key = null, string? idempotency = null, string? forwardedBy = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        request.Headers.Authorization = new("Bearer", key ?? _settings.AdminKey);
        foreach (var (name, value) in new[] { (WeftHeaders.IdempotencyKey, idempotency), (WeftHeaders.ForwardedBy, forwardedBy) })
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }

        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>So many tasks that ada holds, at the owner. The last one's result names a content that is not there yet.</summary>
    private async Task<List<SubmitItem>> HoldAsync(int tasks)
    {
        await AtAsync(_owner, new RegisterAgent("ada", Work.Profile()));
        await AtAsync(_owner, Work.Create("r", Work.Fork(tasks)));
        var claimed = (ClaimAnswer)(await AtAsync(_owner, new ClaimTasks("ada", tasks, 0)))!;
        return [.. claimed.Tasks.Select((t, i) => new SubmitItem(t.Workflow, t.Task, new SubmitRequest("ada", t.Token, null, null, i < 2 ? null : [new OutputArtifact("out", Hash("content"), 7)])))];
    }

    /// <summary>The other server takes the workspace, and its owner has not noticed yet.</summary>
    private async Task<long> TakeByOtherAsync()
    {
        await AtAsync(_other, new DrainAgent("ada", "any command"));
        return await EpochAsync();
    }

    private static async Task<object?> AtAsync(RunningServer server, ICommand command)
    {
        var outcome = await server.Services.GetRequiredService<IDoor>().SendAsync(command, Sender.System(Workspace), Cancellation);
        outcome.Rejection.ShouldBeNull();
        return outcome.Answer;
    }

    private Task<HttpResponseMessage> PostSubmissionsAsync(RunningServer server, List<SubmitItem> items, string? key, string? forwardedBy = null) =>
        SendAsync(server, HttpMethod.Post, $"/v1/workspaces/{Workspace}/submissions", new SubmitManyRequest(items), null, key, forwardedBy);

    private async Task PutAsync(RunningServer server, string content)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _settings.AdminKey);
        (await client.PutAsync($"/v1/workspaces/{Workspace}/blobs/{Hash(content)}", new StringContent(content), Cancellation)).EnsureSuccessStatusCode();
    }

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private async Task<long> EpochAsync()
    {
        await using var database = NpgsqlDataSource.Create(_settings.ConnectionString);
        await using var command = database.CreateCommand($"select epoch from weft.weft_ownership where tenant = '{Workspace}'");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(_settings.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
