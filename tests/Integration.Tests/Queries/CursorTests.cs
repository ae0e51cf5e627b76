using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Queries;

/// <summary>A cursor goes on with the list that named it, and with no other.</summary>
[Trait("Capability", "B3")]
public sealed class CursorTests
{
    [Fact]
    public async Task a_cursor_of_another_list_another_filter_or_another_workspace_is_refused()
    {
        using var scene = await Scene.OpenAsync();
        using var other = await Scene.OpenAsync();
        foreach (var agent in new[] { "ada", "bob", "cyd" })
        {
            await scene.JoinAsync(agent);
        }

        var (one, two) = (await scene.StartAsync(), await scene.StartAsync());
        var tasks = await NextAsync(scene, $"/workflows/{one}/tasks?limit=1");
        (await scene.GetAsync<Page<TaskView>>($"/workflows/{one}/tasks?limit=5&timeout=9&cursor={tasks}")).Items.Select(t => t.Task).ShouldBe(["docs", "test"], "another length is the same list");
        var agents = await NextAsync(scene, "/agents?limit=1");
        var (runs, active) = (await NextAsync(scene, "/workflows?limit=1"), await NextAsync(scene, "/workflows?active=true&limit=1"));
        foreach (var (at, path) in new[]
        {
            (scene, $"/workflows/{two}/tasks?cursor={tasks}"), (scene, $"/workflows/{one}/tasks?active=true&cursor={tasks}"), (scene, $"/workflows/{one}/timeline?cursor={tasks}"),
            (scene, $"/reports/breakers?cursor={agents}"), (other, $"/agents?cursor={agents}"), (other, $"/workflows?cursor={runs}"), (scene, $"/workflows?cursor={active}"),
            (scene, "/agents?cursor=ada"), (scene, $"/events?cursor={agents}"),
        })
        {
            await RefusedAsync(at, at.At + path);
        }
    }

    [Fact]
    public async Task lists_that_go_on_by_number_are_told_apart_as_well_and_events_go_on_from_a_position()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        var run = await scene.StartAsync();
        var stream = await NextAsync(scene, $"/streams/workflow-{run}?limit=1");
        (await scene.GetAsync<Page<HistoryEvent>>($"/streams/workflow-{run}?limit=1&cursor={stream}")).Items.ShouldHaveSingleItem().Version.ShouldBe(2);
        await RefusedAsync(scene, $"{scene.At}/streams/agent-ada?cursor={stream}");
        await RefusedAsync(scene, $"{scene.At}/streams/workflow-{run}?cursor=1");
        var events = await NextAsync(scene, "/events?limit=1");
        (await scene.GetAsync<Page<HistoryEvent>>($"/events?limit=1&after={events}")).Items.ShouldHaveSingleItem().Position
            .ShouldBe((await scene.GetAsync<Page<HistoryEvent>>($"/events?limit=1&cursor={events}")).Items.ShouldHaveSingleItem().Position);
    }

    [Fact]
    public async Task lists_of_no_workspace_have_their_own_cursors_too()
    {
        using var scene = await Scene.OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            (await scene.Http.PostAsJsonAsync("/v1/keys", new IssueKeyRequest($"k{i}", "viewer", scene.Workspace), Server.Cancellation)).EnsureSuccessStatusCode();
        }

        var first = await scene.ReadAsync<Page<KeyView>>("/v1/keys?limit=1");
        (await scene.ReadAsync<Page<KeyView>>($"/v1/keys?limit=1&cursor={first.Next}")).Items.ShouldHaveSingleItem().Id.ShouldNotBe(first.Items[0].Id);
        await RefusedAsync(scene, $"/v1/workspaces?cursor={first.Next}");
        await RefusedAsync(scene, $"/v1/keys?cursor={first.Items[0].Id}");
    }

    private static async Task<string> NextAsync(Scene scene, string path) => (await scene.GetAsync<Page<JsonElement>>(path)).Next.ShouldNotBeNull(path);

    private static async Task RefusedAsync(Scene scene, string path)
    {
        var answer = await scene.Http.GetAsync(path, Server.Cancellation);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{path}: {problem}");
        (problem.GetProperty("type").GetString(), problem.GetProperty("field").GetString()).ShouldBe((ProblemTypes.Of("request.bad-value"), "cursor"));
    }
}
