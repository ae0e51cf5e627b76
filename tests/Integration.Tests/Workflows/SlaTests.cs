using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Workspaces;
using Weft.Contracts;
using Weft.Domain.Workflows;
using Weft.Domain.Workspaces;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;
using Work = Weft.Integration.Tests.Door.Work;

namespace Weft.Integration.Tests.Workflows;

[Trait("Capability", "N1")]
[Trait("Capability", "N2")]
[Trait("Capability", "N3")]
public sealed class SlaTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task warning_and_breach_are_events_once_each_from_the_clock_alone_and_over_a_restart()
    {
        await using var node = await Node.StartAsync(_time);
        await node.BeginAsync("w1", Work.Definition(Work.Task("a") with { Complexity = Complexity.Simple }));
        _time.Advance(TimeSpan.FromMinutes(23));
        await node.SendAsync(new CreateWorkspace("w"));
        (await CountAsync(node, "sla_warned")).ShouldBe(0);
        _time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(async () => await CountAsync(node, "sla_warned") == 1);
        await using var other = node.Another(_time);
        await other.SendAsync(new CreateWorkspace("w"));
        _time.Advance(TimeSpan.FromMinutes(6));
        await Eventually.TrueAsync(async () => await CountAsync(other, "sla_breached") == 1);
        _time.Advance(TimeSpan.FromHours(9));
        await other.SendAsync(new CreateWorkspace("w"));
        ((await CountAsync(other, "sla_warned")), (await CountAsync(other, "sla_breached"))).ShouldBe((1, 1));
    }

    [Fact]
    public async Task another_limit_sets_the_clocks_that_run()
    {
        await using var node = await Node.StartAsync(_time);
        await node.BeginAsync("w1", Work.Definition(Work.Task("a") with { Complexity = Complexity.Complex }));
        _time.Advance(TimeSpan.FromSeconds(30));
        (await node.SendAsync(new SetPolicy(new PolicyChange { Sla = new SlaPolicy(10, 20, 60, 0.9) }))).Accepted.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(31));
        await Eventually.TrueAsync(async () => await CountAsync(node, "sla_breached") == 1);
    }

    [Fact]
    public async Task the_report_counts_by_class()
    {
        using var scene = await Scene.OpenAsync();
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(30, 10, 0.4, Sla: new SlaBody(10, 0.001, 10)), Server.Cancellation)).EnsureSuccessStatusCode();
        await scene.PlayAsync();
        await Eventually.TrueAsync(async () => Moderate(await scene.GetAsync<SlaReport>("/reports/sla")) is { Breached: 3, Warned: 3 });
        var moderate = Moderate(await scene.GetAsync<SlaReport>("/reports/sla"));
        (moderate.Tasks, moderate.Open, moderate.Met + moderate.Missed, moderate.LimitSeconds).ShouldBe((3, 0, 3, 0.001));
        moderate.P50Seconds.ShouldNotBeNull();
        (await scene.GetAsync<SlaReport>("/reports/sla")).Classes.Select(c => c.Class).ShouldBe(["simple", "moderate", "complex"]);
    }

    private static SlaClass Moderate(SlaReport report) => report.Classes.Single(c => c.Class == "moderate");

    private static Task<long> CountAsync(Node node, string type) => node.QueryAsync<long>($"select count(*) from weft.mt_events where type = '{type}'");
}
