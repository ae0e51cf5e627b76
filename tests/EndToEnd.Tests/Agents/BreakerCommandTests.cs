using Shouldly;
using Weft.Contracts;
using Weft.EndToEnd.Tests.Resources;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "V8")]
public sealed class BreakerCommandTests
{
    [Fact]
    public async Task An_agent_is_taken_out_of_service_shown_and_put_back_and_what_cannot_be_is_refused_in_one_line()
    {
        using var server = await UpServer.StartAsync();
        await server.Client.RegisterAgentAsync(new RegisterAgentRequest("ada", null, []), cancellation: TestContext.Current.CancellationToken);
        (await server.TextAsync("breaker", "list")).ShouldBe("");

        (await server.TextAsync("breaker", "open", "ada", "--reason", "new disk", "--seconds", "600")).ShouldBe("ada gets nothing new\n");
        await ShowsAsync(server, text => System.Text.RegularExpressions.Regex.IsMatch(text, @"^ada  open until \S+ \S+  0 failures in a row  \(new disk, by \S+\)\n$"));
        var listed = (await server.JsonAsync("breaker", "list"))[0];
        (listed.GetProperty("id").GetString(), listed.GetProperty("breaker").GetProperty("state").GetString()).ShouldBe(("ada", "open"));
        (await server.TextAsync("board")).ShouldContain("breaker open (weft breaker list)");
        (await server.TextAsync("report", "breakers")).ShouldMatch(@"\nada +open +1 +1 +[\d.,]+  \S+ \S+ until \S+ \S+ \(new disk\)\n$");
        (await server.TextAsync("report", "sla")).Split('\n').Select(l => l.Split(' ')[0]).ShouldBe(["class", "simple", "moderate", "complex", ""]);
        var reported = (await server.JsonAsync("report", "breakers")).GetProperty("items")[0];
        (reported.GetProperty("agent").GetString(), reported.GetProperty("openings").GetInt32(), reported.GetProperty("open").GetBoolean()).ShouldBe(("ada", 1, true));
        (await server.TextAsync("breaker", "close", "ada", "--reason", "it is in")).ShouldBe("ada gets work again\n");
        await ShowsAsync(server, text => text.Length == 0);

        await RefusedAsync(server, 1, "There is no agent 'nobody'", "open", "nobody", "--reason", "why");
        await RefusedAsync(server, 1, "There is no agent 'nobody'", "close", "nobody", "--reason", "why");
        await RefusedAsync(server, 2, "--reason", "open", "nobody");
    }

    /// <summary>The list is a read model and follows.</summary>
    private static async Task ShowsAsync(UpServer server, Func<string, bool> expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var text = await server.TextAsync("breaker", "list"); !expected(text); text = await server.TextAsync("breaker", "list"))
        {
            limit.IsCancellationRequested.ShouldBeFalse(text);
        }
    }

    private static async Task RefusedAsync(UpServer server, int exitCode, string says, params string[] command)
    {
        var ended = await server.RunAsync(["breaker", .. command]);
        (ended.ExitCode, ended.Output).ShouldBe((exitCode, ""), ended.ToString());
        ended.Errors.ShouldContain(says);
    }
}
