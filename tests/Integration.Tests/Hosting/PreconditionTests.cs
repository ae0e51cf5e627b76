using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

/// <summary>If-Match is heard wherever something with a version is changed, and never passed over.</summary>
[Trait("Capability", "Z1")]
public sealed class PreconditionTests
{
    private const string Once = "tasks: [{name: only, retry: {max_attempts: 1}}]";

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("W/\"3\"")]
    [InlineData("three")]
    public async Task a_task_is_not_changed_when_another_version_was_seen(string seen)
    {
        using var scene = await Scene.OpenAsync();
        var run = await scene.StartAsync();
        await scene.JoinAsync("ada");
        var task = await scene.ClaimAsync("ada");
        var at = $"/workflows/{run}/tasks/{task.Task}";

        var refused = await SendAsync(scene, HttpMethod.Post, $"{at}/start", new HoldRequest("ada", task.Token), seen);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await TextAsync(refused)).ShouldContain("request.version-mismatch");

        var tag = await TagAsync(scene, at);
        (await SendAsync(scene, HttpMethod.Post, $"{at}/start", new HoldRequest("ada", task.Token), tag)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_stale_token_is_named_before_an_older_version()
    {
        using var scene = await Scene.OpenAsync();
        var run = await scene.StartAsync();
        await scene.JoinAsync("ada");
        var task = await scene.ClaimAsync("ada");
        var late = await SendAsync(scene, HttpMethod.Post, $"/workflows/{run}/tasks/{task.Task}/submit", new SubmitRequest("ada", task.Token + 1, null, null), "\"0\"");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task retrying_a_task_goes_by_the_version_of_the_task()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("once", Once);
        var run = await scene.StartAsync("once");
        await scene.JoinAsync("ada");
        var task = await scene.ClaimAsync("ada");
        var at = $"/workflows/{run}/tasks/{task.Task}";
        await scene.PostAsync<TaskAnswer>($"{at}/fail", new FailRequest("ada", task.Token, "cannot be done"));
        var tag = await TagAsync(scene, at);

        (await SendAsync(scene, HttpMethod.Post, $"{at}/retry", new ReasonRequest(), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var answer = await SendAsync(scene, HttpMethod.Post, $"{at}/retry", new ReasonRequest(), tag);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await TextAsync(answer));
    }

    [Fact]
    public async Task agents_policies_and_templates_are_guarded_too()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        var policy = await scene.Http.GetFromJsonAsync<PolicyBody>($"{scene.At}/policy", Server.Cancellation);
        (await SendAsync(scene, HttpMethod.Put, "/agents/ada/capacity", new ChangeCapacityRequest(2), "\"7\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(scene, HttpMethod.Put, "/agents/ada/capacity", new ChangeCapacityRequest(2), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(scene, HttpMethod.Put, "/policy", policy! with { LeaseSeconds = 31 }, "\"0\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(scene, HttpMethod.Post, "/workflows", new CreateWorkflowRequest("small"), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task a_hash_that_leads_nowhere_is_not_written_down()
    {
        using var scene = await Scene.OpenAsync();
        var run = await scene.StartAsync();
        await scene.JoinAsync("ada");
        var task = await scene.ClaimAsync("ada");
        var at = $"/workflows/{run}/tasks/{task.Task}";
        var hash = new string('0', 64);
        var submit = new SubmitRequest("ada", task.Token, null, null, [.. task.Produces.Append("more").Select(p => new OutputArtifact(p, hash, 1))]);
        var before = await TagAsync(scene, at);
        foreach (var answer in new[]
        {
            await scene.Http.PostAsJsonAsync($"{scene.At}{at}/checkpoint", new CheckpointRequest("ada", task.Token, "half", hash, 50), Server.Cancellation),
            await scene.Http.PostAsJsonAsync($"{scene.At}{at}/submit", submit, Server.Cancellation),
        })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await TextAsync(answer)).ShouldContain("blob.content-missing");
        }

        var many = await scene.PostAsync<SubmitManyAnswer>("/submissions", new SubmitManyRequest([new SubmitItem(run, task.Task, submit)]));
        many.Items.ShouldHaveSingleItem().Problem.ShouldNotBeNull().Type.ShouldBe("urn:weft:problem:blob.content-missing");
        (await TagAsync(scene, at)).ShouldBe(before);
    }

    private static async Task<HttpResponseMessage> SendAsync<T>(Scene scene, HttpMethod method, string path, T body, string seen)
    {
        using var request = new HttpRequestMessage(method, scene.At + path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", seen).ShouldBeTrue();
        return await scene.Http.SendAsync(request, Server.Cancellation);
    }

    private static async Task<string> TagAsync(Scene scene, string at)
    {
        var answer = await scene.Http.GetAsync($"{scene.At}{at}?waitFor={scene.Position}", Server.Cancellation);
        return answer.Headers.ETag!.Tag;
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Server.Cancellation);
}
