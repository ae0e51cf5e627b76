using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Distribution;
using Weft.Domain.Workflows;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Distribution;

[Trait("Capability", "K3")]
public sealed class LoadTests
{
    [Fact]
    [Trait("Capability", "Z2")]
    public async Task why_shows_the_load_that_was_weighed_beside_what_the_agent_asked_for()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada", 4);
        await scene.StartAsync();
        await scene.ClaimAsync("ada");
        await scene.ClaimAsync("ada");
        var id = await scene.StartAsync();
        var task = await scene.ClaimAsync("ada");
        task.Workflow.ShouldBe(id);
        var given = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{task.Task}/why")).Assignment.ShouldNotBeNull();
        var ada = given.Contenders.ShouldHaveSingleItem();
        (ada.Places, ada.Free, ada.Limit, ada.Criteria!.Load).ShouldBe((4, 2, 1, 0.5));
        given.Agrees.ShouldBeTrue();
    }

    /// <summary>The first of two asks for more, or both for one.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public async Task an_idle_agent_gets_the_task_before_a_busy_one_whatever_each_asks_for(int held, int asks)
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("ada", Work.Profile(4, null));
        await node.RegisterAsync("bob", Work.Profile(4, null));
        await node.BeginAsync("w1", Work.Fork(held));
        (await node.ClaimAsync("ada", held)).Count.ShouldBe(held);
        var asking = new[] { node.ClaimAsync("ada", asks, 5), node.ClaimAsync("bob", 1, 5) };
        await node.BeginAsync("w2", Work.Definition(Work.Task("a")));
        (await asking[1]).ShouldHaveSingleItem().Workflow.ShouldBe("w2");
        await using var session = node.Store.QuerySession(Node.Workspace);
        (await session.Events.FetchStreamAsync("workflow-w2", token: Node.Cancellation)).Select(e => e.Data).OfType<TaskAssigned>().ShouldHaveSingleItem()
            .Why.RunnerUp.ShouldBe("ada", "both were looked at");
    }

    /// <summary>What workers tell counts from their first sign of life on, not only from the end of a window; the decision holds it, and is the same when it is made again.</summary>
    [Fact]
    [Trait("Capability", "Z2")]
    public async Task a_busy_machine_counts_before_the_first_window_has_ended()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var node = await Node.StartAsync(time);
        await node.RegisterAsync("ada", Work.Profile(2));
        await node.RegisterAsync("bob", Work.Profile(2));
        await node.RegisterAsync("cyd", Work.Profile(2));
        var told = node.Door.PresenceOf(Node.Workspace);
        told.Hear("ada", 0.95, 0.1);
        told.Hear("bob", 0.9, 0.1);
        told.Hear("bob", 0.1, 0.1);
        await node.BeginAsync("w1", Work.Definition(Work.Task("a")) with { Settings = Work.Settings with { Coordination = Coordination.Push } });
        (await UtilisationAsync(node)).ShouldBe([("ada", 0.95), ("bob", 0.1), ("cyd", null)], "the latest that each has told");
        (await node.ClaimAsync("cyd")).ShouldHaveSingleItem().Task.ShouldBe("a");
        told.Hear("ada", 0.3, 0.1);
        time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'window_measured'") == 1);
        (await node.QueryAsync<string>("select data -> 'agents' -> 0 ->> 'cpu' from weft.mt_events where type = 'window_measured'")).ShouldBe("0.3", "what was told before it is no part of the window");
        told.Hear("ada", 0.99, 0.1);
        await node.BeginAsync("w2", Work.Definition(Work.Task("a")) with { Settings = Work.Settings with { Coordination = Coordination.Push } });
        (await UtilisationAsync(node)).ShouldBe([("ada", 0.3), ("bob", 0.1), ("cyd", null)], "what a window measured stands until the next");
    }

    /// <summary>Of the last decision; decided again it comes to the same.</summary>
    private static async Task<IEnumerable<(string, double?)>> UtilisationAsync(Node node)
    {
        await using var session = node.Store.QuerySession(Node.Workspace);
        var record = (AssignmentDecided)(await session.Events.FetchStreamAsync("assignment", token: Node.Cancellation))[^1].Data;
        var inputs = DecisionRecord.Read([record]).ShouldNotBeNull();
        DecisionRecord.Again(inputs).ShouldNotBeNull().ShouldHaveSingleItem().Agent.ShouldNotBe("ada");
        return inputs.Agents.OrderBy(a => a.Id, StringComparer.Ordinal).Select(a => (a.Id, a.Utilisation));
    }
}
