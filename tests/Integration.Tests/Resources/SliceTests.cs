using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Resources;
using Weft.Contracts;
using Weft.Domain.Agents;
using Weft.Domain.Resources;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Resources;

[Trait("Capability", "D2")]
public sealed class SliceTests
{
    private static readonly Resource Orders = Resource.Parse("table:orders")!;
    private static readonly Deadlines Silent = new(10, 30);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task turns_are_taken_renewed_handed_over_and_given_back_over_the_api()
    {
        using var scene = await Scene.OpenAsync();
        foreach (var agent in new[] { "ada", "bob", "cleo" })
        {
            await scene.JoinAsync(agent);
        }

        var mine = await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("ada", "table:orders", 600));
        (mine.Mine, mine.Holder, mine.Place).ShouldBe((true, "ada", 0));
        var renewed = await scene.PostAsync<SliceAnswer>("/slices/renew", new SliceRequestBody("ada", "table:orders", mine.Token!.Value));
        (renewed.Token, renewed.EndsAt > mine.EndsAt).ShouldBe((mine.Token, true));
        (await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("bob", "table:orders"))).Place.ShouldBe(1);
        (await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("cleo", "table:orders"))).Place.ShouldBe(2);
        (await scene.TryAsync("/slices/renew", new SliceRequestBody("ada", "table:orders", mine.Token.Value))).Code.ShouldBe("slice.awaited");
        var over = await scene.PostAsync<SliceAnswer>("/slices/hand-over", new HandOverRequest("ada", "table:orders", mine.Token.Value, "cleo"));
        (over.Holder, over.Token).ShouldBe(("cleo", null));
        (await scene.TryAsync("/slices/release", new SliceRequestBody("ada", "table:orders", mine.Token.Value))).Code.ShouldBe("slice.stale-token");
        await scene.PostAsync<SliceAnswer>("/slices/withdraw", new WithdrawRequest("bob", "table:orders"));
        var slice = (await scene.GetAsync<SlicesView>("/slices")).Slices.ShouldHaveSingleItem();
        (slice.Holder, slice.Waiting.Count).ShouldBe(("cleo", 0));
        await scene.PostAsync<SliceAnswer>("/slices/release", new SliceRequestBody("cleo", "table:orders", slice.Token!.Value));
        (await scene.GetAsync<SlicesView>("/slices")).Slices.ShouldBeEmpty();
    }

    [Fact]
    public async Task who_waits_for_what_overlaps_reads_who_has_it_and_gets_it_first()
    {
        using var scene = await Scene.OpenAsync();
        foreach (var agent in new[] { "ada", "bob", "cleo" })
        {
            await scene.JoinAsync(agent);
        }

        var mine = await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("ada", "table:orders", 600));
        var waits = await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("cleo", "table:ord*"));
        (waits.Mine, waits.Token, waits.Holder, waits.Holds, waits.EndsAt, waits.Place).ShouldBe((false, null, "ada", "table:orders", mine.EndsAt, 1));
        var behind = await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("bob", "table:ordered"));
        (behind.Mine, behind.Holder, behind.Place).ShouldBe((false, null, 2));
        behind.Waiting.ShouldBe(["cleo", "bob"]);
        (await scene.GetAsync<SlicesView>("/slices")).Slices.Select(s => (s.Resource, s.Holder, s.Token.HasValue)).ShouldBe([("table:ord*", "ada", false), ("table:ordered", null, false), ("table:orders", "ada", true)]);
        (await scene.TryAsync("/slices/renew", new SliceRequestBody("ada", "table:orders", mine.Token!.Value))).Code.ShouldBe("slice.awaited");
        var over = await scene.PostAsync<SliceAnswer>("/slices/hand-over", new HandOverRequest("ada", "table:orders", mine.Token.Value, "cleo"));
        (over.Holder, over.Holds).ShouldBe(("cleo", "table:ord*"));
        var cleos = (await scene.GetAsync<SlicesView>("/slices")).Slices.Single(s => s.Resource == "table:ord*");
        await scene.PostAsync<SliceAnswer>("/slices/release", new SliceRequestBody("cleo", "table:ord*", cleos.Token!.Value));
        var bobs = (await scene.GetAsync<SlicesView>("/slices")).Slices.ShouldHaveSingleItem();
        (bobs.Holder, bobs.Holds).ShouldBe(("bob", null));
    }

    [Fact]
    public async Task slices_that_cannot_be_are_refused_and_change_nothing()
    {
        using var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        (await scene.TryAsync("/slices", new RequestSliceRequest("ada", "table:orders", 0))).ShouldBe((HttpStatusCode.UnprocessableEntity, "slice.bad-length"));
        (await scene.TryAsync("/slices", new RequestSliceRequest("ada", "table:orders", -1))).ShouldBe((HttpStatusCode.UnprocessableEntity, "slice.bad-length"));
        (await scene.TryAsync("/slices", new RequestSliceRequest("ada", "table:orders", Until: DateTimeOffset.UnixEpoch))).ShouldBe((HttpStatusCode.UnprocessableEntity, "slice.bad-end"));
        (await scene.TryAsync("/slices", new RequestSliceRequest("ada", "/etc/passwd"))).ShouldBe((HttpStatusCode.BadRequest, "request.bad-value"));
        (await scene.TryAsync("/slices", new RequestSliceRequest("nobody", "table:orders"))).ShouldBe((HttpStatusCode.NotFound, "agent.unknown"));
        (await scene.GetAsync<SlicesView>("/slices")).Slices.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Capability", "Z2")]
    public async Task a_task_that_touches_a_slice_goes_to_its_holder_alone_and_why_says_so()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest("""
            name: turns
            workflow_templates: {concurrent_development: "4", coordination_strategy: pull, conflict_resolution: human, quality_integration: none, performance_monitoring: full}
            tasks:
              - {name: orders, touches: ["table:orders"]}

            """));
        await scene.JoinAsync("ada");
        await scene.JoinAsync("bob");
        var slice = await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("ada", "table:orders", 600));
        var id = (await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("turns"))).Id;
        (await scene.PostAsync<ClaimAnswer>("/agents/bob/claims", new ClaimRequest())).Tasks.ShouldBeEmpty();
        await scene.PostAsync<AgentAnswer>("/agents/ada/drain", new ReasonRequest());
        var why = await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/orders/why");
        why.Waiting.Select(w => w.Code).ShouldBe(["slice-held", "nobody-able"]);
        (why.Waiting[0].Facts["resource"], why.Waiting[0].Facts["heldBy"], why.Waiting[1].Facts["slice-held"]).ShouldBe(("table:orders", "ada", "bob"));
        DateTimeOffset.Parse(why.Waiting[0].Facts["until"], CultureInfo.InvariantCulture).ShouldBe(slice.EndsAt!.Value, TimeSpan.FromMilliseconds(1));
        await scene.JoinAsync("ada");
        (await scene.ClaimAsync("ada")).Task.ShouldBe("orders");
        (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/orders/why")).Assignment!.Agrees.ShouldBeTrue();
    }

    [Fact]
    [Trait("Capability", "Z2")]
    public async Task a_path_with_the_name_of_a_table_is_a_path()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("paths", "tasks: [{name: path, paths: [\"table:orders\"]}, {name: table, touches: [\"table:orders\"]}]");
        await scene.JoinAsync("ada");
        await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("ada", "table:orders", 600));
        await scene.PostAsync<AgentAnswer>("/agents/ada/drain", new ReasonRequest());
        var id = await scene.StartAsync("paths");
        (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/table/why")).Waiting.Select(w => w.Code).ShouldContain("slice-held");
        (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/path/why")).Waiting.Select(w => w.Code).ShouldNotContain("slice-held");
        await scene.JoinAsync("bob");
        (await scene.ClaimAsync("bob")).Task.ShouldBe("path");
    }

    [Fact]
    public async Task a_slice_ends_with_its_time_and_the_next_has_it_without_anybody_asking()
    {
        await using var node = await Node.StartAsync(_time);
        await TwoAsync(node);
        _time.Advance(TimeSpan.FromSeconds(61));
        await Eventually.TrueAsync(async () => await CountAsync(node, "slice_granted") == 2);
        (await node.QueryAsync<string>("select data ->> 'how' from weft.mt_events where type = 'slice_ended'")).ShouldBe("Expired");
    }

    /// <summary>What holds is what everybody reads: lists, refusals, and the history.</summary>
    [Fact]
    public async Task after_a_restart_a_slice_has_its_full_length_once_more_and_shows_it()
    {
        await using var node = await Node.StartAsync(_time);
        await TwoAsync(node);
        _time.Advance(TimeSpan.FromSeconds(30));
        await using var other = node.Another(_time);
        var ends = _time.GetUtcNow().AddSeconds(60);
        var waits = await other.SendAsync(new RequestSlice(Orders, "bob", 60, null));
        (waits.Answer.ShouldBeOfType<SliceAnswer>().Holder, ((SliceAnswer)waits.Answer).EndsAt).ShouldBe(("ada", ends), "the first to ask after it reads it already");
        var awaited = (await other.SendAsync(new RenewSlice(Orders, "ada", 2))).Rejection.ShouldNotBeNull();
        (awaited.Code, awaited.Facts["endsAt"]).ShouldBe(("slice.awaited", ends.ToString("O", CultureInfo.InvariantCulture)));
        (await node.QueryAsync<string>("select data ->> 'endsAt' from weft.mt_events where type = 'slice_extended'")).ShouldStartWith("2026-05-01T12:01:30");
        _time.Advance(TimeSpan.FromSeconds(45));
        (await other.SendAsync(new ChangeCapacity("ada", 3))).Accepted.ShouldBeTrue();
        (await CountAsync(other, "slice_ended")).ShouldBe(0, "its first end is past, and the grace of the restart is not");
        _time.Advance(TimeSpan.FromSeconds(16));
        await Eventually.TrueAsync(async () => await CountAsync(other, "slice_ended") == 1);
        (await CountAsync(other, "slice_extended")).ShouldBe(1);
    }

    /// <summary>It ended while no server was there: its holder, who could not be heard, still has it.</summary>
    [Fact]
    public async Task a_slice_that_ended_during_an_outage_is_extended_before_anything_else_is_decided()
    {
        await using var node = await Node.StartAsync(_time);
        await TwoAsync(node);
        await node.Door.StopAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await using var other = node.Another(_time);
        (await other.SendAsync(new ReleaseSlice(Orders, "ada", 2))).Answer.ShouldBeOfType<SliceAnswer>().Holder.ShouldBe("bob");
        (await node.QueryAsync<string>("select data ->> 'how' from weft.mt_events where type = 'slice_ended'")).ShouldBe("Released");
        (await CountAsync(node, "slice_extended")).ShouldBe(1);
    }

    [Fact]
    public async Task an_agent_that_leaves_gives_its_turn_to_the_next()
    {
        await using var node = await Node.StartAsync(_time);
        await TwoAsync(node);
        (await node.SendAsync(new LeaveAgent("ada", "done"))).Accepted.ShouldBeTrue();
        (await node.QueryAsync<string>("select data ->> 'agent' from weft.mt_events where type = 'slice_granted' order by seq_id desc limit 1")).ShouldBe("bob");
    }

    /// <summary>Bob, who is silent, is judged by the same clock: when he is lost, the clock has gone as far for ada.</summary>
    [Fact]
    [Trait("Capability", "V1")]
    public async Task an_agent_that_renews_its_slice_is_alive()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(1, Silent));
        (await node.SendAsync(new RequestSlice(Orders, "ada", 3_600, null))).Accepted.ShouldBeTrue();
        await node.RegisterAsync("bob", Work.Profile(1, Silent));
        _time.Advance(TimeSpan.FromSeconds(Silent.LostAfterSeconds - 1));
        (await node.SendAsync(new RenewSlice(Orders, "ada", 2))).Accepted.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(async () => await CountAsync(node, "agent_lost") > 0);
        (await node.SendAsync(new ChangeCapacity("ada", 3))).Accepted.ShouldBeTrue();
        (await node.QueryAsync<string>("select string_agg(stream_id, ',') from weft.mt_events where type = 'agent_lost'")).ShouldBe("agent-bob");
    }

    [Fact]
    public async Task a_lost_agent_that_asks_for_a_slice_is_back_before_it_has_it()
    {
        await using var node = await Node.StartAsync(_time);
        await node.RegisterAsync("ada", Work.Profile(1, Silent));
        _time.Advance(TimeSpan.FromSeconds(Silent.LostAfterSeconds + 1));
        await Eventually.TrueAsync(async () => await CountAsync(node, "agent_lost") == 1);
        (await node.SendAsync(new RequestSlice(Orders, "ada", 3_600, null))).Answer.ShouldBeOfType<SliceAnswer>().Mine.ShouldBeTrue();
        (await CountAsync(node, "agent_recovered")).ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(Silent.LostAfterSeconds + 1));
        await Eventually.TrueAsync(async () => await CountAsync(node, "slice_ended") == 1);
        (await node.QueryAsync<string>("select data ->> 'how' from weft.mt_events where type = 'slice_ended'")).ShouldBe("HolderGone", "it is judged again, and holds nothing for ever");
    }

    [Fact]
    [Trait("Capability", "G2")]
    public async Task an_agent_that_drains_keeps_its_turns_and_gets_no_new_ones()
    {
        await using var node = await Node.StartAsync(_time);
        await TwoAsync(node);
        await node.SendAsync(new DrainAgent("ada", "night"));
        await node.SendAsync(new DrainAgent("bob", "night"));
        (await node.SendAsync(new RequestSlice(Resource.Parse("table:other")!, "ada", 60, null))).Rejection!.Code.ShouldBe("agent.not-taking-work");
        (await node.SendAsync(new RequestSlice(Orders, "ada", 60, null))).Answer.ShouldBeOfType<SliceAnswer>().Mine.ShouldBeTrue("it only asks where it stands");
        (await node.SendAsync(new RequestSlice(Orders, "bob", 60, null))).Answer.ShouldBeOfType<SliceAnswer>().Place.ShouldBe(1);
        (await node.SendAsync(new ReleaseSlice(Orders, "ada", 2))).Answer.ShouldBeOfType<SliceAnswer>().Holder.ShouldBe("bob");
        (await node.SendAsync(new RequestSlice(Orders, "ada", 60, null))).Rejection!.Code.ShouldBe("agent.not-taking-work");
    }

    /// <summary>ada has it for a minute, bob waits.</summary>
    private static async Task TwoAsync(Node node)
    {
        await node.RegisterAsync("ada");
        await node.RegisterAsync("bob");
        (await node.SendAsync(new RequestSlice(Orders, "ada", 60, null))).Accepted.ShouldBeTrue();
        (await node.SendAsync(new RequestSlice(Orders, "bob", 60, null))).Accepted.ShouldBeTrue();
    }

    private static Task<long> CountAsync(Node node, string type) => node.QueryAsync<long>($"select count(*) from weft.mt_events where type = '{type}'");
}
