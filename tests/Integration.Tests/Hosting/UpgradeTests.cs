using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

/// <summary>A database whose rows an older server has made: they come up right by themselves.</summary>
[Trait("Capability", "B2")]
public sealed class UpgradeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task rows_of_an_older_server_are_made_anew_at_start_also_by_two_at_once(bool cluster)
    {
        var server = await Server.StartAsync(s => s with { Cluster = cluster });
        using var scene = await Scene.OpenAsync(server);
        var id = await scene.PlayAsync();
        var (before, path) = (await scene.GetAsync<Page<TaskView>>($"/workflows/{id}/tasks"), $"{scene.At}/workflows/{id}/tasks?waitFor={scene.Position}&timeout=60");
        before.Items.Count.ShouldBeGreaterThan(2);
        await server.DisposeAsync();
        await MakeOlderAsync(server.Settings.ConnectionString);

        var servers = await Task.WhenAll(Enumerable.Range(0, cluster ? 2 : 1).Select(_ => Server.StartAsync(_ => server.Settings)));
        foreach (var again in servers)
        {
            using var client = again.Client();
            (await client.GetFromJsonAsync<Page<TaskView>>(path, Server.Cancellation))!.Items.Select(t => (t.Task, t.Status, t.Version)).ShouldBe(before.Items.Select(t => (t.Task, t.Status, t.Version)));
        }

        using var auditor = servers[0].Client();
        var audit = await auditor.PostAsJsonAsync($"{scene.At}/audit/replay?waitFor={scene.Position}", new AuditReplayRequest(), Server.Cancellation);
        (await audit.Content.ReadFromJsonAsync<AuditReport>(Server.Cancellation))!.Equal.ShouldBeTrue();
        foreach (var again in servers)
        {
            await again.DisposeAsync();
        }
    }

    [Fact]
    public async Task until_they_are_there_again_they_are_not_read_and_commands_are_taken()
    {
        await using var server = await Server.StartAsync();
        using var scene = await Scene.OpenAsync(server);
        await scene.JoinAsync("ada");
        await scene.GetAsync<AgentView>("/agents/ada");
        await ExecuteAsync(server.Settings.ConnectionString, "insert into weft.mt_event_progression (name, last_seq_id) values ('board-before', 1000000)");

        foreach (var path in new[] { "/agents/ada", "/agents", "/agents?waitFor=900000&timeout=0.1" })
        {
            var refused = await scene.Http.GetAsync(scene.At + path, Server.Cancellation);
            (refused.StatusCode, refused.Headers.RetryAfter?.ToString()).ShouldBe((HttpStatusCode.ServiceUnavailable, "1"));
            var problem = await refused.Content.ReadAsStringAsync(Server.Cancellation);
            problem.ShouldContain(ProblemTypes.Of("read-model.rebuilding"));
            problem.ShouldContain(" of 1000000. Ask again");
        }

        await scene.JoinAsync("bob");
        await ExecuteAsync(server.Settings.ConnectionString, "update weft.mt_event_progression set last_seq_id = 1 where name = 'board-before'");
        (await scene.GetAsync<AgentView>("/agents/bob")).Status.ShouldBe("active");
    }

    /// <summary>Before versions were told apart all were the first; the rows are as one that made them otherwise might have left them.</summary>
    private static Task MakeOlderAsync(string database) => ExecuteAsync(
        database,
        """
        update weft.mt_event_progression set name = 'board:All' where name like 'board:%';
        update weft.mt_doc_task_row set data = jsonb_set(data, '{status}', '"Ready"') where id like '%docs';
        delete from weft.mt_doc_task_row where id like '%build';
        delete from weft.mt_doc_sla_row;
        """);

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Server.Cancellation);
    }
}
