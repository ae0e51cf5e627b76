using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Workflows;

/// <summary>Who creates or starts a run hears which of its skills nobody has.</summary>
[Trait("Capability", "K1")]
public sealed class WarningTests
{
    private const string Two = """
        skills: [code, cdoe]
        tasks:
          - {name: api, skills: {code: 0.9}}
          - {name: manual, skills: [cdoe]}
        """;

    [Fact]
    public async Task a_run_that_asks_for_what_nobody_has_is_created_with_a_warning_and_waits()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("two", Two);
        await scene.JoinAsync("ada");
        var created = await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("two"));
        var warning = created.Warnings.ShouldNotBeNull().ShouldHaveSingleItem();
        (warning.Code, warning.Skill, warning.TaskCount, warning.Nearest, warning.Tasks.Single()).ShouldBe(("skill.unheld", "cdoe", 1, "code", "manual"));
        (created.Status, warning.Next.Length > 0).ShouldBe(("running", true));
        (await scene.ClaimAsync("ada")).Task.ShouldBe("api");
        (await scene.GetAsync<WhyAnswer>($"/workflows/{created.Id}/tasks/manual/why")).Waiting.ShouldHaveSingleItem().Facts["skill-missing"].ShouldBe("ada");
    }

    [Fact]
    public async Task the_start_of_a_planned_run_tells_what_is_so_by_then()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("two", Two);
        var created = await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("two", Start: false));
        created.Warnings.ShouldNotBeNull().Select(w => w.Skill).ShouldBe(["cdoe", "code"]);
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", null, [new SkillLevel("code", 0.5), new SkillLevel("cdoe", 1)]));
        var started = (await scene.PostAsync<WorkflowAnswer>($"/workflows/{created.Id}/start", new { })).Warnings.ShouldNotBeNull().ShouldHaveSingleItem();
        (started.Code, started.Skill, started.Nearest).ShouldBe(("skill.too-low", "code", null));
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("bob", null, [new SkillLevel("code", 1)]));
        (await scene.PostAsync<WorkflowAnswer>($"/workflows/{created.Id}/start", new { })).Warnings.ShouldBe([], "again, it is asked again");
        (await scene.PostAsync<WorkflowAnswer>($"/workflows/{created.Id}/pause", new { })).Warnings.ShouldBeNull("other commands look for nothing");
    }

    [Fact]
    public async Task what_the_map_knows_from_the_paths_counts_too()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("page", "tasks: [{name: page, paths: [\"web/**\"]}]");
        var map = new DomainMapBody([new DomainBody("frontend", ["frontend"], Areas: [new AreaBody("components", ["web/**"], Skills: ["react"])])], Enforced: true, Skills: ["react"]);
        (await scene.Http.PutAsJsonAsync($"{scene.At}/domain-map", map, Server.Cancellation)).EnsureSuccessStatusCode();
        var warnings = (await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("page"))).Warnings.ShouldNotBeNull();
        warnings.Select(w => (w.Code, w.Skill, w.Domain, w.Tasks.Single())).ShouldBe([("role.unheld", "", "frontend", "page"), ("skill.unheld", "react", null, "page")]);
    }

    [Fact]
    [Trait("Capability", "N1")]
    public async Task a_tier_that_is_required_and_nobody_is_of_counts_as_well()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("hard", "tasks: [{name: hard, complexity: complex}]");
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(36_000, 10, 0.4, Rules: new RulesBody(Tiers: "require")), Server.Cancellation)).EnsureSuccessStatusCode();
        var warning = (await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("hard"))).Warnings.ShouldNotBeNull().ShouldHaveSingleItem();
        (warning.Code, warning.Skill, warning.Class, warning.Domain, warning.Tasks.Single()).ShouldBe(("tier.too-low", "", "complex", null, "hard"));
        (await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", null, [], Tier: "architect"))).Id.ShouldBe("ada");
        (await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("hard"))).Warnings.ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_call_again_gets_the_same_warnings()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PublishAsync("two", Two);
        var first = await CreateAsync(scene, "once");
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("ada", null, [new SkillLevel("code", 1), new SkillLevel("cdoe", 1)]));
        (await CreateAsync(scene, "once")).ShouldBe(first);
        JsonDocument.Parse(first).RootElement.GetProperty("warnings").GetArrayLength().ShouldBe(2);
        JsonDocument.Parse(await CreateAsync(scene, "twice")).RootElement.GetProperty("warnings").GetArrayLength().ShouldBe(0);
    }

    private static async Task<string> CreateAsync(Scene scene, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{scene.At}/workflows") { Content = JsonContent.Create(new { template = "two" }) };
        request.Headers.Add(WeftHeaders.IdempotencyKey, key);
        var answer = await scene.Http.SendAsync(request, Server.Cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Server.Cancellation);
    }
}
