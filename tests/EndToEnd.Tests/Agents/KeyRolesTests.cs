using Shouldly;
using Weft.Contracts;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "D1")]
public sealed class KeyRolesTests
{
    [Fact]
    public async Task An_agent_is_started_with_the_roles_of_its_key_and_with_no_others()
    {
        using var server = await UpServer.StartAsync();
        var issued = await server.JsonAsync("key", "issue", "ada", "--role", "agent", "--agent", "ada", "--roles", "backend, frontend");
        (await server.TextAsync("key", "list")).ShouldContain("backend,frontend");

        var environment = new Dictionary<string, string?> { ["WEFT_URL"] = server.Url, ["WEFT_KEY"] = issued.GetProperty("key").GetString() };
        string[] agent = ["agent", "--name", "ada", "--exec", "true", "--home", server.Below("ada"), "--roles"];
        var refused = await WeftProcess.RunAsync([.. agent, "infrastructure"], environment);
        refused.ExitCode.ShouldNotBe(0, refused.ToString());
        refused.Errors.ShouldContain("its key grants only 'backend' and 'frontend'");

        using var taken = WeftProcess.Start([.. agent, "backend"], environment);
        (await RolesAsync(server, "ada")).ShouldBe("[\"backend\"]");
        (await taken.StopAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_launcher_gives_its_agents_keys_that_grant_what_it_starts_them_as()
    {
        using var server = await UpServer.StartAsync();
        await server.Client.SetPolicyAsync(new PolicyBody(30, 10, 0.4, Balancing: new BalancingBody(WindowSeconds: 1, MinAgents: 1, MaxAgents: 1)), cancellation: TestContext.Current.CancellationToken);
        using var launcher = server.Start("launcher", "--skills", "code", "--roles", "backend", "--exec", "true", "--drain-seconds", "5");
        (await RolesAsync(server, "launched-1")).ShouldBe("[\"backend\"]");
        (await launcher.StopAsync()).ExitCode.ShouldBe(0);
    }

    /// <summary>What it registered as, from the stream of events.</summary>
    private static async Task<string> RolesAsync(UpServer server, string agent)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var joined = await server.Client.ReadEventsAsync(0, limit.Token).FirstAsync(e => e.Type == "agent_registered" && e.Data.GetProperty("agentId").GetString() == agent, limit.Token);
        return joined.Data.GetProperty("profile").GetProperty("roles").ToString();
    }
}
