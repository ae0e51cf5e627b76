using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

public sealed class ReserveTests
{
    private const string Surge = """
        skills: [code]
        tasks:
          - {name: fix, skills: [code], priority: 900}
        """;

    [Fact]
    [Trait("Capability", "V12")]
    public async Task what_is_held_back_is_for_urgent_work_and_why_says_so()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("surge", Surge);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(30, 10, 0.4, Balancing: new BalancingBody(ReservedShare: 0.5)), Server.Cancellation)).EnsureSuccessStatusCode();
        await scene.JoinAsync("ada", 2);
        var usual = await scene.StartAsync();
        var first = (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldHaveSingleItem("the second place is held back");
        var other = first.Task == "build" ? "test" : "build";
        var wait = (await scene.GetAsync<WhyAnswer>($"/workflows/{usual}/tasks/{other}/why")).Waiting.ShouldHaveSingleItem();
        (wait.Code, wait.Facts["reserved"]).ShouldBe(("nobody-able", "ada"));

        var urgent = await scene.StartAsync("surge");
        var fix = await scene.ClaimAsync("ada");
        (fix.Workflow, fix.Task).ShouldBe((urgent, "fix"));
        (await scene.GetAsync<WhyAnswer>($"/workflows/{urgent}/tasks/fix/why")).Assignment.ShouldNotBeNull().Agrees.ShouldBe(true);

        await scene.DoAsync("ada", first);
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldBeEmpty("what is free again is what is held back");
        await scene.DoAsync("ada", fix);
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldHaveSingleItem().Task.ShouldBe(other);
    }

    [Fact]
    [Trait("Capability", "V12")]
    [Trait("Capability", "G2")]
    public async Task agents_of_one_place_each_hold_back_the_last_free_ones_together()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("surge", Surge);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(30, 10, 0.4, Balancing: new BalancingBody(ReservedShare: 0.3)), Server.Cancellation)).EnsureSuccessStatusCode();
        foreach (var agent in new[] { "ada", "bob", "cid" })
        {
            await scene.JoinAsync(agent);
        }

        var runs = new[] { await scene.StartAsync(), await scene.StartAsync() };
        (await scene.GetAsync<PlanView>($"/workflows/{runs[0]}/plan")).Assumptions!.ShouldContain(x => x.Code == "reserved" && x.Text.StartsWith("Places held back: 1"));
        var first = await scene.ClaimAsync("ada");
        await scene.ClaimAsync("bob");
        (await scene.PostAsync<ClaimAnswer>("/agents/cid/claims", new ClaimRequest(1))).Tasks.ShouldBeEmpty("0.3 of three places is one, and it is the last free one");

        var urgent = await scene.StartAsync("surge");
        var fix = await scene.ClaimAsync("cid");
        (fix.Workflow, fix.Task).ShouldBe((urgent, "fix"));
        (await scene.GetAsync<WhyAnswer>($"/workflows/{urgent}/tasks/fix/why")).Assignment.ShouldNotBeNull().Agrees.ShouldBe(true);
        await scene.DoAsync("ada", first);
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(1))).Tasks.ShouldBeEmpty("what is free again is what is held back");
        await scene.DoAsync("cid", fix);
        runs.ShouldContain((await scene.ClaimAsync("ada")).Workflow);
    }
}
