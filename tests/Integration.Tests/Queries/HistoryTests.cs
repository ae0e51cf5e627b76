using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Queries;

public sealed class HistoryTests
{
    [Fact, Trait("Capability", "B1")]
    public async Task any_stream_can_be_read_whole_and_its_state_as_of_any_moment()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.PlayAsync();
        var events = new List<HistoryEvent>();
        for (string? next = ""; next is not null;)
        {
            var page = await scene.ReadAsync<Page<HistoryEvent>>($"{scene.At}/streams/workflow-{id}?limit=7{(next.Length == 0 ? "" : $"&cursor={next}")}");
            events.AddRange(page.Items);
            next = page.Next;
        }

        events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, events.Count).Select(n => (long)n));
        events[0].Type.ShouldBe("workflow_defined");
        events[^1].Type.ShouldBe("workflow_completed");
        events.ShouldAllBe(e => e.Dot != null && e.Actor != null && e.Policy > 0);
        var started = events.First(e => e.Type == "task_started");
        var byVersion = await scene.ReadAsync<StateAt>($"{scene.At}/streams/workflow-{id}/state?version={started.Version}");
        byVersion.Version.ShouldBe(started.Version);
        byVersion.State.GetProperty("status").GetString().ShouldBe("Running");
        Text(await scene.ReadAsync<StateAt>($"{scene.At}/streams/workflow-{id}/state?position={started.Position}")).ShouldBe(Text(byVersion));
        var instant = Uri.EscapeDataString(started.At.ToString("O", CultureInfo.InvariantCulture));
        (await scene.ReadAsync<StateAt>($"{scene.At}/streams/workflow-{id}/state?at={instant}")).Version.ShouldBeGreaterThanOrEqualTo(started.Version);
        (await scene.ReadAsync<StateAt>($"{scene.At}/streams/workflow-{id}/state")).State.GetProperty("status").GetString().ShouldBe("Completed");
        (await scene.Http.GetAsync($"{scene.At}/streams/workflow-{id}/state?at=1999-01-01T00:00:00Z", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await scene.Http.GetAsync($"{scene.At}/streams/nonsense/state", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact, Trait("Capability", "B1")]
    public async Task a_tasks_history_names_only_what_concerns_it()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.PlayAsync();
        var page = await scene.ReadAsync<Page<HistoryEvent>>($"{scene.At}/workflows/{id}/tasks/build/history");
        page.Items.Select(e => e.Type).ShouldBe(["tasks_planned", "task_readied", "task_assigned", "task_started", "task_completed"]);
        (await scene.Http.GetAsync($"{scene.At}/workflows/{id}/tasks/nothing/history", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact, Trait("Capability", "B1")]
    public async Task the_history_of_keys_never_shows_their_hashes()
    {
        using var scene = await Scene.OpenAsync();
        await scene.Server.IssueKeyAsync("viewer", scene.Workspace);
        var page = await scene.ReadAsync<Page<HistoryEvent>>("/v1/workspaces/_system/streams/access?limit=1000");
        page.Items.ShouldContain(e => e.Type == "key_issued");
        page.Items.ShouldAllBe(e => !e.Data.GetRawText().Contains("\"hash\"", StringComparison.OrdinalIgnoreCase));
        var state = await scene.ReadAsync<StateAt>("/v1/workspaces/_system/streams/access/state");
        state.State.GetProperty("keys").EnumerateObject().ShouldAllBe(k => k.Value.GetProperty("hash").GetString() == "");
        using var auditor = scene.Server.Client((await scene.Server.IssueKeyAsync("auditor", scene.Workspace)).Key);
        (await auditor.GetAsync("/v1/workspaces/_system/streams/access", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await auditor.GetAsync($"{scene.At}/events", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact, Trait("Capability", "F1")]
    public async Task versions_of_an_artifact_are_compared_by_what_their_authors_knew()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.PlayAsync();
        var artifact = await scene.ReadAsync<ArtifactView>($"{scene.At}/workflows/{id}/artifacts/binary");
        artifact.Versions.Select(v => (v.Version, v.Task)).ShouldBe([(1, "build"), (2, "docs")]);
        (await OrderAsync(1, 2)).ShouldBe("before");
        (await OrderAsync(2, 1)).ShouldBe("after");
        (await OrderAsync(2, 2)).ShouldBe("equal");
        (await scene.Http.GetAsync($"{scene.At}/workflows/{id}/artifacts/binary/comparison?left=1&right=9", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        async Task<string> OrderAsync(int left, int right) =>
            (await scene.ReadAsync<CausalComparison>($"{scene.At}/workflows/{id}/artifacts/binary/comparison?left={left}&right={right}")).Order;
    }

    [Fact, Trait("Capability", "B1")]
    public async Task read_models_are_shown_as_of_a_position_and_as_of_an_instant()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.PlayAsync();
        var started = (await scene.ReadAsync<Page<HistoryEvent>>($"{scene.At}/streams/workflow-{id}?limit=1000")).Items.First(e => e.Type == "task_started");
        (await StatusesAsync($"position={started.Position}")).Order().ShouldBe(["Assigned", "Started", "Waiting"]);
        (await StatusesAsync($"position={started.Position - 1}")).ShouldNotContain("Started");
        (await StatusesAsync("at=1999-01-01T00:00:00Z")).ShouldBeEmpty();
        (await StatusesAsync("at=2999-01-01T00:00:00Z")).ShouldAllBe(s => s == "Completed");
        (await scene.Http.GetAsync($"{scene.At}/read-models/pg_class?position=1", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        async Task<List<string>> StatusesAsync(string when) =>
            [.. (await scene.ReadAsync<Page<JsonElement>>($"{scene.At}/read-models/task_row?{when}")).Items.Select(r => r.GetProperty("status").GetString()!)];
    }

    private static string Text(StateAt state) => JsonSerializer.Serialize(state.State);
}
