using Shouldly;
using Weft.Contracts;
using Weft.EndToEnd.Tests.Resources;
using Xunit;

namespace Weft.EndToEnd.Tests.Distribution;

[Trait("Capability", "Z2")]
[Trait("Capability", "Z7")]
public sealed class WhyCommandTests
{
    private const string Template = """
        name: two
        workflow_templates: {concurrent_development: "4", coordination_strategy: pull, conflict_resolution: human, quality_integration: none, performance_monitoring: full}
        skills: [code]
        tasks:
          - {name: one, skills: {code: 0.5}}
          - {name: two, skills: {code: 0.5}, needs: [one]}

        """;

    [Fact]
    public async Task A_person_is_told_why_a_task_waits_why_it_went_where_it_is_how_the_rest_is_planned_and_what_is_in_its_way()
    {
        using var server = await UpServer.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        await server.Client.PublishTemplateAsync(Template, cancellation: cancellation);
        var run = (await server.Client.CreateWorkflowAsync(new CreateWorkflowRequest("two"), cancellation: cancellation)).Id;
        await server.Client.RegisterAgentAsync(new RegisterAgentRequest("low", null, [new SkillLevel("code", 0.4)]), cancellation: cancellation);
        await ShowsAsync(server, "It could run if 'low' had 'code' at 0.5 instead of 0.4.", "why", run, "one");
        (await server.TextAsync("why", run, "two")).ShouldContain("needs-task");
        (await server.TextAsync("plan", run, "--forecast")).ShouldContain("  nobody-able          one: ");
        (await server.TextAsync("plan", run)).ShouldContain($"left out: one (nobody-able), two (nobody-able)   (weft why {run} one)");
        (await server.JsonAsync("plan", run, "--forecast")).GetProperty("stuck")[0].GetProperty("code").GetString().ShouldBe("nobody-able");

        await server.Client.RegisterAgentAsync(new RegisterAgentRequest("ada", null, [new SkillLevel("code", 1)]), cancellation: cancellation);
        (await server.Client.ClaimAsync("ada", new ClaimRequest(1, 10), cancellation: cancellation)).Tasks.ShouldHaveSingleItem();
        await ShowsAsync(server, "attempt 1 went to ada with a score of", "why", run, "one");
        (await server.TextAsync("why", run, "one")).ShouldMatch(@"\n  ada +chosen +[01]\.\d{3} ");
        (await server.TextAsync("why", run, "one")).ShouldContain("  nobody would have got it if 'ada' had had 'code' at 0.4999 instead of 1");
        (await server.JsonAsync("why", run, "one")).GetProperty("assignment").GetProperty("agrees").GetBoolean().ShouldBeTrue();
        (await server.TextAsync("plan", run, "--method", "heft")).ShouldContain("critical path: one > two");
        (await server.TextAsync("plan", run, "--forecast")).ShouldContain("ended in 20 of 20 simulations");
        var refused = await server.RunAsync(["why", run, "three"]);
        (refused.ExitCode, refused.Output).ShouldBe((1, ""), refused.ToString());
    }

    /// <summary>What is shown is a read model and follows.</summary>
    private static async Task ShowsAsync(UpServer server, string expected, params string[] command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var ended = await server.RunAsync(command); !ended.Output.Contains(expected, StringComparison.Ordinal); ended = await server.RunAsync(command))
        {
            limit.IsCancellationRequested.ShouldBeFalse(ended.ToString());
        }
    }
}
