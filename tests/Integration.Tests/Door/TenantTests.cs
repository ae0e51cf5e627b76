using Shouldly;
using Weft.Application.Coordination;
using Weft.Application.Workspaces;
using Weft.Domain.Access;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "E2")]
public sealed class TenantTests
{
    [Fact]
    public async Task one_workspace_neither_sees_nor_changes_another()
    {
        await using var node = await Node.StartAsync();
        await SendAsync(node, "other", new CreateWorkspace("other"));
        await node.RegisterAsync("ada");
        await node.BeginAsync("r", Work.Fork(1));
        var held = (await node.ClaimAsync("ada")).ShouldHaveSingleItem();

        (await SendAsync(node, "other", Work.Submit(held, "ada"))).Rejection!.Code.ShouldBe("workflow.unknown");
        (await SendAsync(node, "other", new ClaimTasks("ada", 1, 0))).Rejection!.Code.ShouldBe("agent.unknown");
        (await SendAsync(node, "third", new ClaimTasks("ada", 1, 0))).Rejection!.Code.ShouldBe(DoorRefusals.WorkspaceUnknown);
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where tenant_id = 'other' and stream_id <> 'workspace'")).ShouldBe(0);
        await node.SubmitAsync(held, "ada");
    }

    private static Task<Outcome> SendAsync(Node node, string workspace, ICommand command) =>
        node.Door.SendAsync(command, new Sender(workspace, new Actor("user:ann", Role.Admin, null)), Node.Cancellation);
}
