using Shouldly;
using Weft.Contracts;
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
}
