using Shouldly;
using Weft.Contracts;

namespace Weft.EndToEnd.Tests.Resources;

[Trait("Capability", "D2")]
public sealed class SlicesCommandTests
{
    [Fact]
    public async Task Turns_are_asked_for_shown_renewed_handed_over_and_given_back()
    {
        using var server = await OpenAsync("ada", "bob", "cleo");

        var mine = await server.JsonAsync("slices", "ask", "table:orders", "--agent", "ada", "--seconds", "600");
        mine.GetProperty("mine").GetBoolean().ShouldBeTrue();
        var renewed = await server.JsonAsync("slices", "renew", "table:orders", "--agent", "ada");
        renewed.GetProperty("endsAt").GetDateTimeOffset().ShouldBeGreaterThan(mine.GetProperty("endsAt").GetDateTimeOffset());
        (await server.JsonAsync("slices", "ask", "table:orders", "--agent", "bob")).GetProperty("place").GetInt32().ShouldBe(1);
        (await server.TextAsync("slices", "ask", "table:orders", "--agent", "cleo")).ShouldContain("waiting: bob, cleo");
        (await server.TextAsync("slices", "list")).ShouldMatch(@"^table:orders: ada has it until \S+ \S+, token \d+; waiting: bob, cleo\n$");

        var over = await server.JsonAsync("slices", "hand-over", "table:orders", "--agent", "ada", "--to", "cleo");
        over.GetProperty("holder").GetString().ShouldBe("cleo");
        (await server.TextAsync("slices", "withdraw", "table:orders", "--agent", "bob")).ShouldNotContain("waiting");
        var token = (await server.JsonAsync("slices", "list"))[0].GetProperty("token").GetInt64();
        (await server.TextAsync("slices", "release", "table:orders", "--agent", "cleo", "--token", $"{token}")).ShouldBe("table:orders: nobody has it\n");
        (await server.JsonAsync("slices", "list")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_one_line_and_changes_nothing()
    {
        using var server = await OpenAsync("ada", "bob");
        await server.TextAsync("slices", "ask", "src/db/", "--agent", "ada", "--seconds", "600");
        await server.TextAsync("slices", "ask", "src/db/", "--agent", "bob");
        (await server.TextAsync("slices", "ask", "src/**", "--agent", "bob")).ShouldContain("src/**: ada has src/db/** until ");
        var before = await server.TextAsync("slices", "list");

        await RefusedAsync(server, 1, "Agent 'bob' waits for 'src/db/**'", "renew", "src/db/", "--agent", "ada");
        await RefusedAsync(server, 1, "Token 3 holds no slice", "release", "src/db/", "--agent", "ada", "--token", "3");
        await RefusedAsync(server, 1, "agent 'bob' has no slice of 'src/db/': 'weft slices list' shows who has what", "release", "src/db/", "--agent", "bob");
        await RefusedAsync(server, 1, "does not wait", "hand-over", "src/db/", "--agent", "ada", "--to", "ada");
        await RefusedAsync(server, 1, "would end in the past", "ask", "table:users", "--agent", "ada", "--until", "2020-01-01T00:00:00Z");
        await RefusedAsync(server, 1, "There is no agent 'nobody'", "ask", "table:users", "--agent", "nobody");
        await RefusedAsync(server, 1, "resource must be a path pattern", "ask", "/etc/passwd", "--agent", "ada");
        await RefusedAsync(server, 2, "--seconds", "ask", "table:users", "--agent", "ada", "--seconds", "-1");
        await RefusedAsync(server, 2, "--agent", "ask", "table:users");

        (await server.TextAsync("slices", "list")).ShouldBe(before);
    }

    private static async Task<UpServer> OpenAsync(params string[] agents)
    {
        var server = await UpServer.StartAsync();
        foreach (var agent in agents)
        {
            await server.Client.RegisterAgentAsync(new RegisterAgentRequest(agent, null, []), cancellation: TestContext.Current.CancellationToken);
        }

        return server;
    }

    private static async Task RefusedAsync(UpServer server, int exitCode, string says, params string[] arguments)
    {
        var ended = await server.RunAsync(["slices", .. arguments]);
        (ended.ExitCode, ended.Output).ShouldBe((exitCode, ""), ended.ToString());
        ended.Errors.ShouldContain(says);
    }
}
