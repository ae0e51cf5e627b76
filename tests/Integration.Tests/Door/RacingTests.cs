using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Integration.Tests.Door;

public sealed class RacingTests
{
    [Fact]
    [Trait("Capability", "Z1")]
    public async Task every_task_has_one_owner_however_many_agents_race()
    {
        await using var node = await Node.StartAsync();
        var agents = Enumerable.Range(0, 12).Select(i => $"a{i}").ToList();
        await Task.WhenAll(agents.Select(a => node.RegisterAsync(a)));
        await node.BeginAsync("r", Work.Fork(150));
        var held = new ConcurrentBag<string>();

        await Task.WhenAll(agents.Select(async agent =>
        {
            while (await node.ClaimAsync(agent, 3) is { Count: > 0 } claimed)
            {
                foreach (var task in claimed)
                {
                    held.Add(task.Task);
                    await node.SubmitAsync(task, agent);
                }
            }
        }));

        held.Count.ShouldBe(150);
        held.Distinct().Count().ShouldBe(150);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type in ('task_assigned', 'task_completed')")).ShouldBe(300);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'workflow_completed'")).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "G2")]
    public async Task agents_join_change_and_drain_while_a_run_goes_on_and_work_follows()
    {
        await using var node = await Node.StartAsync();
        await node.BeginAsync("r", Work.Fork(10));
        await node.RegisterAsync("ada", Work.Profile(1));
        var first = (await node.ClaimAsync("ada", 5)).ShouldHaveSingleItem();

        await node.SendAsync(new ChangeCapacity("ada", 3));
        (await node.ClaimAsync("ada", 5)).Count.ShouldBe(2);

        await node.RegisterAsync("bob", Work.Profile(2));
        (await node.ClaimAsync("bob", 5)).Count.ShouldBe(2);

        await node.SendAsync(new DrainAgent("ada", "going home"));
        (await node.SendAsync(new ClaimTasks("ada", 5, 0))).Rejection!.Code.ShouldBe("agent.not-taking-work");
        await node.SubmitAsync(first, "ada");

        await node.SendAsync(new LeaveAgent("ada", "gone"));
        await node.RegisterAsync("cyd", Work.Profile(20));
        (await node.ClaimAsync("cyd", 20)).Count.ShouldBe(7, "what she still held goes to others at once");
    }

    [Fact]
    [Trait("Capability", "G2")]
    public async Task a_waiting_agent_gets_work_the_moment_there_is_some()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada", Work.Profile(1, null, new Skill("csharp", 0.8)));
        var waiting = node.SendAsync(new ClaimTasks("ada", 1, 60));
        await node.BeginAsync("r", Work.Definition(
            Work.Task("other") with { Skills = [new SkillRequirement("react", 0)] }, Work.Task("hers") with { Skills = [new SkillRequirement("csharp", 0.5)] }));

        Work.Claimed(await waiting).ShouldHaveSingleItem().Task.ShouldBe("hers");
    }

    [Fact]
    [Trait("Capability", "Z1")]
    public async Task a_claim_whose_caller_has_gone_is_granted_nothing()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada");
        using var hangUp = new CancellationTokenSource();
        var claim = node.Door.SendAsync(new ClaimTasks("ada", 1, 60), new Sender(Node.Workspace, Actor.System), hangUp.Token);
        await node.SendAsync(new ChangeCapacity("ada", 5));
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(claim);

        await node.BeginAsync("r", Work.Fork(1));

        (await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'task_assigned'")).ShouldBe(0);
    }

    [Fact]
    [Trait("Capability", "J2")]
    public async Task each_of_the_first_results_of_an_agent_changes_what_is_known_of_it()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada", Work.Profile(5, null, new Skill("csharp", 0.5)));
        await node.BeginAsync("r", Work.Definition([.. Enumerable.Range(0, 5).Select(i => Work.Task($"t{i}") with { Skills = [new SkillRequirement("csharp", 0)] })]));
        var level = 0.5;
        foreach (var (count, task) in (await node.ClaimAsync("ada", 5)).Index())
        {
            await node.SubmitAsync(task, "ada");
            await Eventually.TrueAsync(async () => await MeasuredAsync(node) == count + 1);
            var last = (await node.Store.QuerySession(Node.Workspace).Events.FetchStreamAsync("agent-ada", token: Node.Cancellation)).Select(e => e.Data).OfType<AgentMeasured>().Last();
            last.Performance.Completed.ShouldBe(count + 1);
            last.Skills.ShouldHaveSingleItem().Level.ShouldBeGreaterThan(level);
            level = last.Skills[0].Level;
        }
    }

    /// <summary>The clock stands: nothing is due on its own.</summary>
    [Fact]
    [Trait("Capability", "J2")]
    public async Task what_was_learnt_of_an_agent_goes_with_the_next_command()
    {
        await using var node = await Node.StartAsync(new FakeTimeProvider(DateTimeOffset.UtcNow));
        await OneResultAsync(node);

        await node.SendAsync(new ChangeCapacity("ada", 7));

        (await MeasuredAsync(node)).ShouldBe(1);
        (await node.QueryAsync<long>("select count(distinct xmin::text) from weft.mt_events where type in ('agent_measured', 'agent_capacity_changed')")).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "J2")]
    public async Task what_was_learnt_of_an_agent_is_written_down_before_the_server_stops()
    {
        await using var node = await Node.StartAsync(new FakeTimeProvider(DateTimeOffset.UtcNow));
        await OneResultAsync(node);
        (await MeasuredAsync(node)).ShouldBe(0);

        await node.Door.StopAsync();

        (await MeasuredAsync(node)).ShouldBe(1);
    }

    private static async Task OneResultAsync(Node node)
    {
        await node.RegisterAsync("ada", Work.Profile(5));
        await node.BeginAsync("r", Work.Fork(1));
        await node.SubmitAsync((await node.ClaimAsync("ada")).ShouldHaveSingleItem(), "ada");
    }

    private static Task<long> MeasuredAsync(Node node) => node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'agent_measured'");
}
