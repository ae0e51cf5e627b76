using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Distribution;

public sealed class PolicyTests
{
    [Fact]
    [Trait("Capability", "K5")]
    public async Task weights_and_rules_are_settings_of_the_workspace_that_decisions_are_made_by()
    {
        using var scene = await Scene.OpenAsync();
        (await scene.GetAsync<PolicyBody>("/policy")).Weights!.Load.ShouldBe(0.4);
        var weights = new WeightsView(1, 2, 3, 4, 5, 6, 7);
        var classes = new ClassesBody(new(0, 0, 0), new(0.5, 0, 0), new(null, null, 0));
        await SetAsync(scene, new PolicyBody(30, 10, 0.4, 60, weights, new RulesBody(700, "require", classes)));
        var set = await scene.GetAsync<PolicyBody>("/policy");
        (set.Weights, set.ConflictSeconds, set.Rules).ShouldBe((weights, 60, new RulesBody(700, "require", classes)));
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync();
        var task = await scene.ClaimAsync("ada");
        var why = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/{task.Task}/why")).Assignment.ShouldNotBeNull();
        (why.Weights, why.Agrees).ShouldBe((weights, true));
    }

    [Fact]
    [Trait("Capability", "N1")]
    public async Task a_tier_that_a_class_is_not_for_gets_nothing_of_it_where_the_policy_requires_so()
    {
        using var scene = await Scene.OpenAsync();
        await SetAsync(scene, new PolicyBody(30, 10, 0.4, Rules: new RulesBody(Tiers: "require", Classes: new ClassesBody(new(0, 0, 0), new(null, null, 0), new(null, null, 0)))));
        await scene.JoinAsync("ada");
        var id = await scene.StartAsync();
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest())).Tasks.ShouldBeEmpty();
        var wait = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/build/why")).Waiting.ShouldHaveSingleItem();
        (wait.Code, wait.Facts["tier-too-low"]).ShouldBe(("nobody-able", "ada"));
    }

    /// <summary>Who changes one section has said nothing about the others.</summary>
    [Fact]
    [Trait("Capability", "N1")]
    public async Task what_is_left_out_stays_as_it_is_in_force()
    {
        using var scene = await Scene.OpenAsync();
        var (weights, rules) = (new WeightsView(1, 2, 3, 4, 5, 6, 7), new RulesBody(700, "require"));
        await SetAsync(scene, new PolicyBody(31, 11, 0.5, 60, weights, rules, new BalancingBody(MaxAgents: 3, ReservedShare: 0.1), new SlaBody(60, 120, 180), new BreakerBody(Failures: 7)));
        var before = await scene.GetAsync<PolicyBody>("/policy");
        await SetAsync(scene, new { });
        await SetAsync(scene, new { leaseSeconds = 31, offerSeconds = (double?)null, sla = (SlaBody?)null });
        (await scene.GetAsync<PolicyBody>("/policy")).ShouldBe(before);
        await SetAsync(scene, new { balancing = new { maxAgents = 5 } });
        (await scene.GetAsync<PolicyBody>("/policy")).ShouldBe(before with { Balancing = new BalancingBody(MaxAgents: 5) }, "a section is given as a whole");
        await SetAsync(scene, new { leaseSeconds = 45, sla = new { } });
        (await scene.GetAsync<PolicyBody>("/policy")).ShouldBe(before with { LeaseSeconds = 45, Balancing = new BalancingBody(MaxAgents: 5), Sla = new SlaBody() });
    }

    private static async Task SetAsync(Scene scene, object policy) =>
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", policy, Server.Cancellation)).EnsureSuccessStatusCode();
}
