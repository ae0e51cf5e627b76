using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Resources;

/// <summary>Work that was begun before a slice is not lost to it; what nobody was at work on is the slice's alone.</summary>
[Trait("Capability", "D2")]
public sealed class SliceAndWorkTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Base = "76543210fedcba9876543210fedcba9876543210";

    private const string Template = """
        name: texts
        workflow_templates: {concurrent_development: "4", coordination_strategy: pull, conflict_resolution: human, quality_integration: none, performance_monitoring: full}
        tasks:
          - {name: manual, touches: ["docs/**"]}

        """;

    [Fact]
    public async Task what_a_task_touches_may_be_handed_in_though_a_slice_of_it_began_since()
    {
        using var scene = await Scene.OpenAsync();
        var task = await BeginAsync(scene);
        (await SliceAsync(scene, "docs/a.md")).ShouldBe((HttpStatusCode.OK, null), "nobody has claimed it");
        (await SliceAsync(scene, "src/b.cs")).ShouldBe((HttpStatusCode.OK, null));
        (await SubmitAsync(scene, task, "docs/a.md", "src/b.cs")).ShouldBe((HttpStatusCode.Conflict, "slice.held"), "src/b.cs was never its");
        (await SubmitAsync(scene, task, "docs/a.md")).ShouldBe((HttpStatusCode.OK, null));
    }

    [Fact]
    public async Task what_is_claimed_for_a_task_is_no_slice_until_it_is_merged()
    {
        using var scene = await Scene.OpenAsync();
        var task = await BeginAsync(scene);
        await scene.PostAsync<ResourcesAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/resources", new ClaimResourcesRequest("bob", task.Token, ["src/b.cs"]));
        (await SliceAsync(scene, "src/**")).ShouldBe((HttpStatusCode.Conflict, "resource.claimed"));
        (await SliceAsync(scene, "src/b.cs", "bob")).ShouldBe((HttpStatusCode.OK, null), "it is bob's own");
        (await scene.Http.PostAsJsonAsync($"{scene.At}/slices/release", new SliceRequestBody("bob", "src/b.cs", (await scene.GetAsync<SlicesView>("/slices")).Slices.Single().Token!.Value), Server.Cancellation)).EnsureSuccessStatusCode();
        await scene.PostAsync<TaskAnswer>($"/workflows/{task.Workflow}/tasks/{task.Task}/release", new ReleaseRequest("bob", task.Token, "not today"));
        (await SliceAsync(scene, "src/**")).ShouldBe((HttpStatusCode.OK, null), "the claim went with the lease");
    }

    private static async Task<ClaimedTask> BeginAsync(Scene scene)
    {
        await scene.PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest(Template));
        await scene.JoinAsync("ada");
        await scene.JoinAsync("bob");
        await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("texts", Repository: new Repository("/nowhere", Base, "weft/texts")));
        return await scene.ClaimAsync("bob");
    }

    private static Task<(HttpStatusCode, string?)> SliceAsync(Scene scene, string resource, string agent = "ada") => scene.TryAsync("/slices", new RequestSliceRequest(agent, resource, 600));

    private static Task<(HttpStatusCode, string?)> SubmitAsync(Scene scene, ClaimedTask task, params string[] changed) =>
        scene.TryAsync($"/workflows/{task.Workflow}/tasks/{task.Task}/submit", new SubmitRequest("bob", task.Token, Commit, "b", ChangedPaths: changed));
}
