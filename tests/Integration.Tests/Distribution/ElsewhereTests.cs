using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Coordination;
using Weft.Application.Workflows;
using Weft.Application.Workspaces;
using Weft.Contracts;
using Weft.Domain.Balancing;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Distribution;

/// <summary>What an agent lost is kept for others, on a clock that the test moves.</summary>
[Trait("Capability", "D3")]
public sealed class ElsewhereTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task a_claim_that_waits_is_looked_at_again_when_the_others_have_had_their_minute()
    {
        await using var node = await Node.StartAsync(_time);
        await node.SendAsync(new SetPolicy(new PolicyChange { Balancing = BalancingPolicy.Default with { WindowSeconds = 3_600 } }));
        await node.RegisterAsync("ada");
        await node.BeginAsync("r", Work.Definition(Work.Task("a") with { Retry = new RetryPolicy(3, 1, 1, 1) }));
        var held = (await node.ClaimAsync("ada")).ShouldHaveSingleItem();
        await node.RegisterAsync("bob");
        (await node.SendAsync(new FailTask("r", "a", new Holder("ada", held.Token), "broken", null, null))).Rejection.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => await node.QueryAsync<long>("select count(*) from weft.mt_events where type = 'task_readied'") == 2);
        _time.Advance(TimeSpan.FromSeconds(30));
        var waiting = node.SendAsync(new ClaimTasks("ada", 1, 60));
        (await node.SendAsync(new Nudge())).Rejection.ShouldBeNull();
        waiting.IsCompleted.ShouldBeFalse("bob is able");

        _time.Advance(TimeSpan.FromSeconds(30));

        Work.Claimed(await waiting).ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task why_names_who_is_kept_away_for_as_long_as_it_is()
    {
        await using var server = await Server.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(_time));
        using var scene = await Scene.OpenAsync(server);
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync();
        var held = await scene.ClaimAsync("ada");
        await scene.JoinAsync("bob");
        await scene.PostAsync<TaskAnswer>($"/workflows/{id}/tasks/{held.Task}/fail", new FailRequest("ada", held.Token, "no"));
        await Eventually.TrueAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return (await WaitsAsync()).SequenceEqual(["kept-for-others", "not-asked"]);
        });
        _time.Advance(TimeSpan.FromSeconds(60));
        (await WaitsAsync()).ShouldBe(["not-asked"]);

        async Task<string[]> WaitsAsync() =>
            [.. (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{held.Task}/why")).Waiting.Select(w => w.Code)];
    }
}
