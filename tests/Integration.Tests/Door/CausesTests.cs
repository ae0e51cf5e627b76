using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Domain.Access;
using Weft.Domain.Causality;
using Xunit;

namespace Weft.Integration.Tests.Door;

[Trait("Capability", "F2")]
public sealed class CausesTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task a_command_whose_causes_are_missing_waits_two_seconds_and_is_refused_naming_them()
    {
        await using var node = await Node.StartAsync(_time);
        var waiting = AfterAsync(node, new Dot(2, 400));
        await node.RegisterAsync("bob");
        waiting.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(2));

        var outcome = await waiting;
        outcome.Rejection!.Code.ShouldBe(DoorRefusals.MissingCauses);
        outcome.Rejection.Facts["missing"].ShouldBe("2.400");
        (await node.QueryAsync<long>("select count(*) from weft.mt_events where stream_id = 'agent-late'")).ShouldBe(0);
    }

    [Fact]
    public async Task it_is_applied_as_soon_as_its_causes_are()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada");
        var last = await node.QueryAsync<string>("select headers ->> 'dot' from weft.mt_events where type = 'agent_registered'");
        Dot.TryParse(last, out var dot).ShouldBeTrue();
        var waiting = AfterAsync(node, dot with { Counter = dot.Counter + 1 });

        await node.RegisterAsync("bob");

        (await waiting).Rejection.ShouldBeNull();
        (await node.QueryAsync<string>("select headers ->> 'deps' from weft.mt_events where stream_id = 'agent-late'")).ShouldContain($"{dot.Actor}.{dot.Counter + 1}");
    }

    [Fact]
    public async Task causes_in_the_same_batch_are_seen_at_once()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada");
        Dot.TryParse(await node.QueryAsync<string>("select headers ->> 'dot' from weft.mt_events where type = 'agent_registered'"), out var dot).ShouldBeTrue();

        var outcomes = await Task.WhenAll(
            AfterAsync(node, dot with { Counter = dot.Counter + 2 }), node.SendAsync(new RegisterAgent("bob", Work.Profile())), node.SendAsync(new RegisterAgent("cyd", Work.Profile())));

        outcomes.ShouldAllBe(o => o.Accepted);
    }

    private static Task<Outcome> AfterAsync(Node node, params ImmutableArray<Dot> causes) => node.Door.SendAsync(
        new RegisterAgent("late", Work.Profile()), new Sender(Node.Workspace, new Actor("user:ben", Role.Admin, null), DependsOn: causes), Node.Cancellation);
}
