using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Queries;

public sealed class ReadingTests
{
    [Fact, Trait("Capability", "B3"), Trait("Capability", "F3"), Trait("Capability", "H9")]
    public async Task everything_is_seen_as_soon_as_it_is_waited_for()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync();
        var flow = await scene.GetAsync<WorkflowView>($"/workflows/{id}");
        (flow.Status, flow.Percent, flow.TaskCount, flow.Tasks.Ready).ShouldBe(("running", 0, 3, 2));
        var task = await scene.ClaimAsync("ada");
        (await scene.GetAsync<TaskView>($"/workflows/{id}/tasks/{task.Task}")).Holder.ShouldBe("ada");
        (await scene.GetAsync<AgentView>("/agents/ada")).Held.ShouldHaveSingleItem().Task.ShouldBe(task.Task);
        await scene.DoAsync("ada", task);
        flow = await scene.GetAsync<WorkflowView>($"/workflows/{id}");
        flow.Percent.ShouldBe(25);
        flow.Milestones.Select(m => (m.Name, m.Percent)).ShouldBe([("built", 50), ("checked", 0)]);
        (await scene.GetAsync<Page<GateView>>($"/workflows/{id}/gates")).Items.ShouldHaveSingleItem()
            .WaitingFor.ShouldHaveSingleItem().Name.ShouldBe(task.Task == "build" ? "test" : "build");
        var board = await scene.GetAsync<BoardView>("/board");
        board.Tasks.ShouldHaveSingleItem().Status.ShouldBe("ready");
        board.Agents.ShouldHaveSingleItem().Finished.ShouldBe(1);
        board.Position.ShouldBeGreaterThanOrEqualTo(scene.Position);
    }

    [Fact, Trait("Capability", "Y1"), Trait("Capability", "Y5"), Trait("Capability", "I12"), Trait("Capability", "I10")]
    public async Task a_finished_run_has_figures_a_timeline_and_a_critical_path()
    {
        using var scene = await Scene.OpenAsync();
        var id = await scene.PlayAsync();
        (await scene.GetAsync<WorkflowView>($"/workflows/{id}")).ShouldSatisfyAllConditions(w => w.Status.ShouldBe("completed"), w => w.Percent.ShouldBe(100));
        var m = await scene.GetAsync<MetricsView>($"/workflows/{id}/metrics?against={id}");
        (m.Final, m.Agents, m.Places, m.Tasks, m.ConflictFree).ShouldBe((true, 2, 2, 3, 1));
        var a = m.AgentTime;
        (a.WorkingSeconds + a.ReworkSeconds + a.SynchronisationSeconds + a.CommunicationSeconds + a.ResolvingSeconds + a.ValidationSeconds + a.DependencySeconds + a.PausedSeconds)
            .ShouldBe(a.WholeSeconds, 1e-9);
        a.WholeSeconds.ShouldBe(2 * m.WallSeconds, 1e-9);
        m.CpuSeconds.ShouldBe(0.4, 1e-9);
        m.GateCpuSeconds.ShouldBe(0.1, 1e-9);
        m.Against.ShouldNotBeNull().Speedup.ShouldBe(1);
        var timeline = await scene.GetAsync<TimelineView>($"/workflows/{id}/timeline");
        timeline.Tasks.Select(t => t.Task).ShouldBe(["build", "test", "check.ready.unit.1", "docs"], ignoreOrder: true);
        var path = await scene.GetAsync<CriticalPathView>($"/workflows/{id}/critical-path");
        path.Steps[^1].Node.ShouldBe("docs");
        path.Steps[^2].Node.ShouldBe("check.ready.unit.1");
        (path.WorkingSeconds + path.WaitingSeconds).ShouldBe(path.WallSeconds, 0.02);
        var done = (await scene.GetAsync<ThroughputView>("/throughput?template=small")).Templates.ShouldHaveSingleItem();
        (done.Workflows, done.Tasks, done.FeaturesPerHour).ShouldBe((1, 3, 1 / 24.0));
    }

    /// <summary>Who has just been told a run's id need not know of read models.</summary>
    [Fact, Trait("Capability", "B3")]
    public async Task a_run_that_was_just_made_is_found_by_every_query()
    {
        using var scene = await Scene.OpenAsync();
        foreach (var query in new[] { "", "/plan", "/forecast", "/tasks", "/tasks/build", "/tasks/build/why", "/timeline", "/metrics" })
        {
            var id = await scene.StartAsync();
            (await scene.Http.GetAsync($"{scene.At}/workflows/{id}{query}", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, query);
            (await scene.Http.GetAsync($"{scene.At}/workflows/{id}x{query}", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound, query);
        }

        (await scene.Http.GetAsync($"{scene.At}/workflows/{await scene.StartAsync()}/tasks/other", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact, Trait("Capability", "B3")]
    public async Task waiting_for_what_never_comes_ends_with_the_position_reached()
    {
        using var scene = await Scene.OpenAsync();
        var clock = Stopwatch.StartNew();
        foreach (var other in new[] { "events", "streams/workspace", "policy", "workflows" })
        {
            (await scene.Http.GetAsync($"{scene.At}/{other}?waitFor=999999999&timeout=0.1", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout, other);
        }

        var answer = await scene.Http.GetAsync($"{scene.At}/board?waitFor=999999999&timeout=0.3", Server.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Server.Cancellation));
        problem.GetProperty("type").GetString().ShouldBe("urn:weft:problem:wait.timed-out");
        long.Parse(problem.GetProperty("position").GetString()!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.3));
        (await scene.Http.GetAsync($"{scene.At}/board?waitFor=soon", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact, Trait("Capability", "B3")]
    public async Task pages_go_on_where_they_stopped_while_others_write()
    {
        using var scene = await Scene.OpenAsync();
        var before = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            before.Add(await scene.StartAsync());
        }

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await scene.GetAsync<Page<WorkflowView>>($"/workflows?limit=2{cursor}");
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.Items.Select(w => w.Id));
            cursor = page.Next is null ? "" : $"&cursor={page.Next}";
            await scene.StartAsync();
        }
        while (cursor.Length > 0);

        seen.ShouldBe(before.AsEnumerable().Reverse(), "newest first, each once");
        (await scene.Http.GetAsync($"{scene.At}/workflows?limit=1001", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact, Trait("Capability", "E2")]
    public async Task one_workspace_neither_reads_nor_writes_another()
    {
        using var mine = await Scene.OpenAsync();
        using var other = await Scene.OpenAsync();
        var id = await mine.PlayAsync();
        await mine.GetAsync<BoardView>("/board");
        foreach (var path in new[] { $"/workflows/{id}", $"/workflows/{id}/tasks/build", $"/workflows/{id}/metrics", $"/workflows/{id}/timeline", $"/streams/workflow-{id}", $"/streams/workflow-{id}/state", "/agents/ada" })
        {
            (await other.Http.GetAsync(other.At + path, Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await other.ReadAsync<Page<WorkflowView>>($"{other.At}/workflows?waitFor={mine.Position}")).Items.ShouldBeEmpty();
        (await other.ReadAsync<Page<HistoryEvent>>($"{other.At}/events")).Items.ShouldAllBe(e => e.Stream == "workspace" || e.Stream == "template-small");
        using var stranger = mine.Server.Client((await mine.Server.IssueKeyAsync("orchestrator", other.Workspace)).Key);
        (await stranger.GetAsync($"{mine.At}/board", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"{mine.At}/workflows/{id}/cancel", System.Net.Http.Json.JsonContent.Create(new ReasonRequest("no")), Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
