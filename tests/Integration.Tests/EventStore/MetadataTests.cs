using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Application.Workspaces;
using Weft.Domain.Access;
using Weft.Domain.Workspaces;
using Weft.Integration.Tests.Door;
using Xunit;

namespace Weft.Integration.Tests.EventStore;

[Trait("Capability", "F1")]
public sealed class MetadataTests(ITestOutputHelper output)
{
    [Fact]
    public async Task every_event_says_who_why_where_and_after_what()
    {
        await using var node = await Node.StartAsync();
        await node.SendAsync(new SetPolicy(new PolicyChange { LeaseSeconds = 77 }));
        await node.Door.SendAsync(
            new RegisterAgent("ada", Work.Profile()), new Sender(Node.Workspace, new Actor("user:ann", Role.Admin, null), Correlation: "trace-1", Causation: "message-9"), Node.Cancellation);
        await node.BeginAsync("r", Work.Definition(Work.Task("a"), Work.Task("b"), Work.Task("c", "a", "b")));
        var claimed = await node.ClaimAsync("ada", 2);
        await node.SendAsync(Work.Submit(claimed[0], "ada"), actor: "agent:ada");
        await node.SendAsync(Work.Submit(claimed[1], "ada"), actor: "agent:ada-too");

        (await node.QueryAsync<long>("select count(*) from weft.mt_events where headers ->> 'actor' is null or headers ->> 'dot' is null or headers ->> 'policy' is null or tenant_id <> 'w'"))
            .ShouldBe(0);
        (await node.QueryAsync<string>("select concat_ws(' ', correlation_id, causation_id, headers ->> 'actor', headers ->> 'policy') from weft.mt_events where type = 'agent_registered'"))
            .ShouldBe("trace-1 message-9 user:ann 2");
        (await node.QueryAsync<long>("select count(distinct headers ->> 'dot') - count(*) from weft.mt_events")).ShouldBe(0, "a dot names one event");
        (await node.QueryAsync<string>("select headers ->> 'deps' from weft.mt_events where type = 'task_readied' and data ->> 'task' = 'c'")).ShouldNotBeNull();
        var bytes = await node.QueryAsync<int>("select max(octet_length(headers::text)) from weft.mt_events");
        output.WriteLine($"header bytes: at most {bytes}");
        bytes.ShouldBeLessThanOrEqualTo(300);
    }
}
