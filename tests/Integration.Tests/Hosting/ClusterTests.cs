using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Hosting;

/// <summary>Wolverine spreads the read models over the servers; Marten's own way of doing so does not work beside our packages.</summary>
[Trait("Capability", "B3")]
public sealed class ClusterTests
{
    [Fact]
    public async Task read_models_follow_on_another_server_when_one_ends()
    {
        var first = await Server.StartAsync(s => s with { Cluster = true });
        var settings = first.Settings;
        await using var second = await Server.StartAsync(_ => settings);
        var workspace = await first.NewWorkspaceAsync();
        await RegisterAsync(first, workspace, "alice");
        await first.DisposeAsync();
        await RegisterAsync(second, workspace, "bob");
    }

    /// <summary>And reads it back from the read model.</summary>
    private static async Task RegisterAsync(Server server, string workspace, string agent)
    {
        using var client = server.Client();
        var registered = await client.PostAsJsonAsync($"/v1/workspaces/{workspace}/agents", new RegisterAgentRequest(agent, null, []), Server.Cancellation);
        registered.StatusCode.ShouldBe(HttpStatusCode.Created, await registered.Content.ReadAsStringAsync(Server.Cancellation));
        var position = registered.Headers.GetValues(WeftHeaders.Position).Single();
        var read = await client.GetAsync($"/v1/workspaces/{workspace}/agents/{agent}?waitFor={position}&timeout=60", Server.Cancellation);
        read.StatusCode.ShouldBe(HttpStatusCode.OK, await read.Content.ReadAsStringAsync(Server.Cancellation));
    }
}
