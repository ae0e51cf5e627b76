using Shouldly;
using Weft.Client;
using Weft.Contracts;
using Weft.Tests;

namespace Weft.EndToEnd.Tests.Agents;

[Trait("Capability", "L10")]
public sealed class LauncherTests
{
    [Fact]
    public async Task A_burst_starts_real_agents_and_its_end_stops_them()
    {
        using var server = await UpServer.StartAsync();
        var client = server.Client;
        await SetAsync(client, new BalancingBody(WindowSeconds: 1, RaiseAfterWindows: 1, MaxAgents: 2, ScaleCooldownSeconds: 1));
        using var launcher = Launch(server, "--exec", "sleep 0.2");
        await client.PublishTemplateAsync(Template(12), cancellation: Cancellation);
        var run = await client.CreateWorkflowAsync(new CreateWorkflowRequest("burst"), cancellation: Cancellation);

        (await UntilAsync(client, all => all.Count(e => e.Type == "agent_left") == 2)).ShouldBeGreaterThan(0);
        (await client.GetWorkflowAsync(run.Id, cancellation: Cancellation)).Status.ShouldBe("completed");
        var position = await UntilAsync(client, all => all.Any(e => e.Type == "trigger_cleared" && e.Data.GetProperty("kind").GetString() == "Pending"));
        var agents = (await client.GetAgentsAsync(waitFor: position, cancellation: Cancellation)).Items;
        agents.Select(a => a.Id).ShouldBe(["launched-1", "launched-2"]);
        agents.Sum(a => a.Finished).ShouldBe(12);
        var triggers = await client.GetAsync<Page<TriggerView>>("reports/triggers", position, null, Cancellation);
        var trigger = triggers.Items.Single(t => t.Kind == "pending");
        trigger.Strategies.Where(s => s.Strategy == "scale").Select(s => Math.Sign(s.Count)).Distinct().ShouldBe([1, -1]);
        trigger.After.ShouldNotBeNull().ShouldBeLessThan(trigger.Before);

        var stopped = await launcher.StopAsync();
        stopped.ExitCode.ShouldBe(0, stopped.ToString());
        stopped.Errors.ShouldContain("stopping launched-2");
    }

    [Fact]
    public async Task Agents_go_with_a_launcher_that_dies_and_the_next_one_starts_them_again()
    {
        using var server = await UpServer.StartAsync();
        var client = server.Client;
        await SetAsync(client, new BalancingBody(WindowSeconds: 1, MinAgents: 1, MaxAgents: 1));
        using (var first = Launch(server, "--exec", "true"))
        {
            await UntilAsync(client, all => all.Any(e => e.Type == "agent_registered"));
            await first.KillAsync();
        }

        await UntilAsync(client, all => all.Any(e => e.Type == "agent_left"));
        using var second = Launch(server, "--exec", "true");
        await UntilAsync(client, all => all.Count(e => e.Type == "agent_registered") == 2);
        (await second.StopAsync()).ExitCode.ShouldBe(0);
        await UntilAsync(client, all => all.Count(e => e.Type == "agent_left") == 2);
    }

    /// <summary>Each takes what the other leaves; when one dies its agents go, and the other makes them good.</summary>
    [Fact]
    public async Task Two_launchers_run_no_more_agents_together_than_are_wanted()
    {
        using var server = await UpServer.StartAsync();
        var client = server.Client;
        await SetAsync(client, new BalancingBody(WindowSeconds: 1, MinAgents: 1, MaxAgents: 1));
        using var first = Launch(server, "--exec", "true", "--name", "la");
        using var second = Launch(server, "--exec", "true", "--name", "lb");
        var joined = await UntilAsync(client, all => all.Any(e => e.Type == "agent_registered"));
        var (runs, waits, name) = (await client.GetAgentsAsync(waitFor: joined, cancellation: Cancellation)).Items.Single().Id == "la-1" ? (first, second, "lb") : (second, first, "la");
        await waits.SaysAsync($"1 agents are wanted, and of these are here 1 by {(name == "la" ? "lb" : "la")}: {name} runs 0");
        await runs.KillAsync();
        var position = await UntilAsync(client, all => all.Count(e => e.Type == "agent_registered") == 2);
        (await client.GetAgentsAsync(waitFor: position, cancellation: Cancellation)).Items.Single(a => a.Status == "active").Id.ShouldBe($"{name}-1");
        (await waits.StopAsync()).ExitCode.ShouldBe(0);
        await UntilAsync(client, all =>
        {
            all.Count(e => e.Type == "agent_registered").ShouldBeLessThanOrEqualTo(all.Count(e => e.Type is "agent_draining" or "agent_left" or "agent_lost") + 1);
            return all.Count(e => e.Type == "agent_left") == 2;
        });
    }

    [Fact]
    public async Task A_hook_is_told_how_many_and_run_again_until_it_succeeds()
    {
        using var server = await UpServer.StartAsync();
        var client = server.Client;
        await SetAsync(client, new BalancingBody(WindowSeconds: 1, MinAgents: 3, MaxAgents: 3));
        var (once, told) = (server.Below("once"), server.Below("told"));
        using var launcher = Launch(server, "--hook", $$"""test -f '{{once}}' || [ $WEFT_SCALE_TO = 0 ] || (touch '{{once}}'; exit 1) && echo "$WEFT_LAUNCHER $WEFT_SCALE_FROM $WEFT_SCALE_TO $WEFT_KEY" >> '{{told}}' && (test $WEFT_SCALE_TO != 2 || echo '}')""");
        await launcher.FirstOutputAsync();
        (await launcher.StopAsync()).Errors.ShouldContain("the hook for 2 agents ended with exit code 1");
        (await File.ReadAllLinesAsync(told, Cancellation))[^1].Split(' ')[^2..].ShouldBe(["2", ""], "and not the key");
        (await File.ReadAllLinesAsync(told, Cancellation))[0].ShouldStartWith("launched ");
    }

    [Theory]
    [InlineData("--exec", "true", "--hook", "true")]
    [InlineData("--limit", "0", "--exec", "true")]
    [InlineData("--skills", "a=2", "--exec", "true")]
    [InlineData("--name", "bad name", "--exec", "true")]
    [InlineData("--name", "a:b", "--exec", "true")]
    public async Task Wrong_usage_is_refused(params string[] arguments)
    {
        using var folder = new TestFolder();
        (await WeftProcess.RunAsync(["launcher", "--data-dir", folder.Data, .. arguments])).ExitCode.ShouldBe(2);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static WeftProcess Launch(UpServer server, params string[] arguments) =>
        server.Start(["launcher", "--skills", "code", "--drain-seconds", "5", "--limit", "2", .. arguments]);

    private static Task<WorkspaceAnswer> SetAsync(WeftClient client, BalancingBody balancing) =>
        client.SetPolicyAsync(new PolicyBody(30, 10, 0.4, Balancing: balancing), cancellation: Cancellation);

    /// <summary>Until that is so of all events so far; answers with the position of the last one.</summary>
    private static async Task<long> UntilAsync(WeftClient client, Func<IReadOnlyList<HistoryEvent>, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        var seen = new List<HistoryEvent>();
        await foreach (var happened in client.ReadEventsAsync(0, limit.Token))
        {
            seen.Add(happened);
            if (holds(seen))
            {
                return happened.Position;
            }
        }

        throw new TimeoutException("It did not happen in time.");
    }

    private static string Template(int tasks) => UsualTemplate.Of(
        "burst", "skills: [code]\ntasks:\n" + string.Concat(Enumerable.Range(0, tasks).Select(i => $"  - {{name: t{i}, skills: [code]}}\n")), parallel: 16);
}
