using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Shouldly;
using Weft.Contracts;
using Weft.Embedded;
using Xunit;
using static Weft.Integration.Tests.Hosting.Reachability;

namespace Weft.Integration.Tests.Hosting;

[Trait("Capability", "Z1")]
public sealed class BadDaysTests
{
    private static readonly RegisterAgentRequest Alice = new("alice", null, []);

    [Fact]
    public async Task without_its_database_the_server_says_so_and_goes_on_when_it_is_back()
    {
        await using var server = await Server.StartAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var client = server.Client();
        await AllowConnectionsAsync(server, false);
        foreach (var path in new[] { "/health/ready", $"/v1/workspaces/{workspace}/workflows", $"/v1/workspaces/{workspace}/templates" })
        {
            var away = await client.GetAsync(path, Server.Cancellation);
            away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, path);
            away.Headers.RetryAfter.ShouldNotBeNull(path);
        }

        var command = await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", Alice, Server.Cancellation);
        command.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await command.Content.ReadAsStringAsync(Server.Cancellation));
        command.Headers.RetryAfter.ShouldNotBeNull();
        (await client.GetAsync("/health/live", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await AllowConnectionsAsync(server, true);
        (await client.GetAsync("/health/ready", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var registered = await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", Alice, Server.Cancellation);
        registered.StatusCode.ShouldBe(HttpStatusCode.Created, await registered.Content.ReadAsStringAsync(Server.Cancellation));
        var position = registered.Headers.GetValues(WeftHeaders.Position).Single();
        (await client.GetAsync($"/v1/workspaces/{workspace}/agents?waitFor={position}&timeout=30", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>PostgreSQL says so with the state 53100, here from triggers; what it does on a disk that is really full differs by file.</summary>
    [Fact]
    public async Task with_a_full_disk_the_server_says_so_by_name_reads_on_and_writes_when_there_is_room()
    {
        await using var server = await Server.StartAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var client = server.Client();
        using var content = new ByteArrayContent([1, 2, 3]);
        var blob = $"/v1/workspaces/{workspace}/blobs/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([1, 2, 3]))}";
        await ExecuteAsync(server, """
            create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
            create trigger full_disk before insert on weft.mt_events for each row execute function full_disk();
            create trigger full_disk before insert on weft.weft_blobs for each row execute function full_disk();
            """);
        foreach (var answer in new[]
        {
            await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", Alice, Server.Cancellation),
            await client.PutAsync(blob, content, Server.Cancellation),
        })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            (await answer.Content.ReadAsStringAsync(Server.Cancellation)).ShouldContain("urn:weft:problem:store.full");
        }

        (await client.GetAsync($"/v1/workspaces/{workspace}/workflows", Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ExecuteAsync(server, "drop function full_disk cascade");
        (await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", Alice, Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await client.PutAsync(blob, content, Server.Cancellation)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task at_shutdown_a_waiting_claim_ends_empty_and_an_event_stream_ends()
    {
        var server = await Server.StartAsync();
        var workspace = await server.NewWorkspaceAsync();
        using var client = server.Client();
        (await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", Alice, Server.Cancellation)).EnsureSuccessStatusCode();
        // A newer claim ends the older one: when one of two is answered, the other waits.
        Task<HttpResponseMessage>[] claims = [ClaimAsync(), ClaimAsync()];
        var answered = await Task.WhenAny(claims);
        var claim = claims.Single(c => c != answered);
        using var stream = await client.GetAsync($"/v1/workspaces/{workspace}/events/stream", HttpCompletionOption.ResponseHeadersRead, Server.Cancellation);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await server.Host.StopAsync(limit.Token);
        limit.IsCancellationRequested.ShouldBeFalse("the server took more than ten seconds to stop");
        (await (await claim).Content.ReadFromJsonAsync<ClaimAnswer>(Server.Cancellation))!.Tasks.ShouldBeEmpty();
        await server.DisposeAsync();

        Task<HttpResponseMessage> ClaimAsync() =>
            client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents/alice/claims", new ClaimRequest(1, 60), Server.Cancellation);
    }

    [Fact]
    public async Task an_unsafe_database_is_refused_by_name()
    {
        var error = await Should.ThrowAsync<Api.Hosting.UnsafeDatabaseException>(() => Server.StartAsync(s => s with { AllowUnsafe = false }));
        error.Message.ShouldContain("fsync");
    }

    [Fact]
    public async Task an_older_server_refuses_a_newer_schema()
    {
        var server = await Server.StartAsync();
        var settings = server.Settings;
        await server.DisposeAsync();
        await using (var database = NpgsqlDataSource.Create(settings.ConnectionString))
        {
            await using var newer = database.CreateCommand("insert into weft.weft_schema (version) values (9999)");
            await newer.ExecuteNonQueryAsync(Server.Cancellation);
        }

        (await Should.ThrowAsync<Application.EventStore.SchemaTooNewException>(() => Server.StartAsync(_ => settings))).Message.ShouldContain("9999");
    }

    private static async Task ExecuteAsync(Server server, string sql)
    {
        await using var database = NpgsqlDataSource.Create(server.Settings.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Server.Cancellation);
    }
}
