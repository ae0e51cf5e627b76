using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Balancing;

public sealed class ReserveTests
{
    private const string Surge = """
        name: surge
        parameters:
          ParallelAgents: {default: 4}
          CoordinationMechanism: {default: pull}
          ConflictResolutionApproach: {default: human}
          QualityAssuranceStrategy: {default: gates}
          ParallelismMetrics: {default: full}
        workflow_templates:
          concurrent_development: "{{.ParallelAgents}}"
          coordination_strategy: "{{.CoordinationMechanism}}"
          conflict_resolution: "{{.ConflictResolutionApproach}}"
          quality_integration: "{{.QualityAssuranceStrategy}}"
          performance_monitoring: "{{.ParallelismMetrics}}"
        skills: [code]
        tasks:
          - {name: fix, skills: [code], priority: 900}

        """;

    [Fact]
    [Trait("Capability", "V12")]
    public async Task what_is_held_back_is_for_urgent_work_and_why_says_so()
    {
        using var scene = await Scene.OpenAsync();
        await scene.PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest(Surge));
        (await scene.Http.PutAsJsonAsync($"{scene.At}/policy", new PolicyBody(30, 10, 0.4, Balancing: new BalancingBody(ReservedShare: 0.5)), Server.Cancellation)).EnsureSuccessStatusCode();
        await scene.JoinAsync("ada", 2);
        var usual = await scene.StartAsync();
        var first = (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldHaveSingleItem("the second place is held back");
        var other = first.Task == "build" ? "test" : "build";
        var wait = (await scene.GetAsync<WhyAnswer>($"/workflows/{usual}/tasks/{other}/why")).Waiting.ShouldHaveSingleItem();
        (wait.Code, wait.Facts["reserved"]).ShouldBe(("nobody-able", "ada"));

        var urgent = (await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("surge"))).Id;
        var fix = await scene.ClaimAsync("ada");
        (fix.Workflow, fix.Task).ShouldBe((urgent, "fix"));
        (await scene.GetAsync<WhyAnswer>($"/workflows/{urgent}/tasks/fix/why")).Assignment.ShouldNotBeNull().Agrees.ShouldBe(true);

        await scene.DoAsync("ada", first);
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldBeEmpty("what is free again is what is held back");
        await scene.DoAsync("ada", fix);
        (await scene.PostAsync<ClaimAnswer>("/agents/ada/claims", new ClaimRequest(2))).Tasks.ShouldHaveSingleItem().Task.ShouldBe(other);
    }
}
