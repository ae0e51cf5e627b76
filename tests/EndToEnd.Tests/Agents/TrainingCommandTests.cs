using Shouldly;
using Weft.Contracts;
using Weft.EndToEnd.Tests.Resources;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "L12")]
public sealed class TrainingCommandTests
{
    private static readonly string[] Review = ["training", "review", "ada", "react", "--by", "bob", "--workflow", "w", "--task", "t"];

    [Fact]
    public async Task What_nobody_learns_is_not_listed_and_cannot_be_judged()
    {
        using var server = await UpServer.StartAsync();
        await server.Client.RegisterAgentAsync(new RegisterAgentRequest("ada", null, []), cancellation: TestContext.Current.CancellationToken);
        (await server.TextAsync("training", "list")).ShouldBe("");
        await RefusedAsync(server, 1, "no workflow 'w'", "--passed");
        await RefusedAsync(server, 2, "--passed or --failed");
        await RefusedAsync(server, 2, "--passed or --failed", "--passed", "--failed");
    }

    private static async Task RefusedAsync(UpServer server, int exitCode, string says, params string[] more)
    {
        var ended = await server.RunAsync([.. Review, .. more]);
        (ended.ExitCode, ended.Output).ShouldBe((exitCode, ""), ended.ToString());
        ended.Errors.ShouldContain(says);
    }
}
