using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Weft.Application.Agents;
using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain.Access;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Resources;

/// <summary>What an agent is in the domain map is what its key grants, with real keys over HTTP.</summary>
[Trait("Capability", "D1")]
public sealed class GrantedRolesTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly DomainMapBody Map = new(
        [
            new DomainBody("infrastructure", ["infrastructure"], ["root"], Areas: [new AreaBody("deployment", ["deploy/**"])]),
            new DomainBody("frontend", ["frontend"], Areas: [new AreaBody("components", ["web/**"])]),
        ],
        Enforced: true);

    [Fact]
    public async Task a_role_that_the_key_grants_is_had_and_opens_its_domain()
    {
        using var scene = await OpenAsync();
        using var ann = await KeyAsync(scene, "ann", "infrastructure", "frontend");
        (await RegisterAsync(scene, ann, "ann", "infrastructure")).Status.ShouldBe(HttpStatusCode.Created);
        (await RolesOfAsync(scene, "ann")).ShouldBe(["infrastructure"]);
        var task = await ClaimAsync(scene, ann, "ann");
        (await scene.TryPostAsync($"/workflows/{task.Workflow}/tasks/{task.Task}/resources", new ClaimResourcesRequest("ann", task.Token, ["deploy/prod.yml"]), ann)).Status.ShouldBe(HttpStatusCode.OK);
        var keys = await scene.ReadAsync<Page<KeyView>>("/v1/keys?limit=1000");
        keys.Items.Single(k => k.Agent == "ann" && k.Workspace == scene.Workspace).Roles.ShouldBe(["infrastructure", "frontend"]);
    }

    [Fact]
    public async Task a_role_that_the_key_does_not_grant_is_refused_saying_what_it_grants_and_nothing_changes()
    {
        using var scene = await OpenAsync();
        using var eve = await KeyAsync(scene, "eve", "frontend");
        var refused = await RegisterAsync(scene, eve, "eve", "frontend", "infrastructure");
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Forbidden, "agent.role-not-granted"));
        (refused.Problem.GetProperty("roles").GetString(), refused.Problem.GetProperty("granted").GetString()).ShouldBe(("infrastructure", "frontend"));
        refused.Problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("--roles frontend,infrastructure");
        (await scene.GetAsync<Page<AgentView>>("/agents")).Items.ShouldNotContain(a => a.Id == "eve");
    }

    [Fact]
    public async Task registering_again_does_not_widen_what_an_agent_is()
    {
        using var scene = await OpenAsync();
        using var eve = await KeyAsync(scene, "eve", "frontend");
        (await RegisterAsync(scene, eve, "eve", "frontend")).Status.ShouldBe(HttpStatusCode.Created);
        (await RegisterAsync(scene, eve, "eve", "infrastructure")).Code.ShouldBe("agent.role-not-granted");
        (await scene.TryPostAsync("/agents/eve/leave", new ReasonRequest(), eve)).Status.ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync(scene, eve, "eve", "frontend", "infrastructure")).Code.ShouldBe("agent.role-not-granted");
        (await RegisterAsync(scene, eve, "root")).Code.ShouldBe("access.forbidden", "an agent that the map names is no other key's to be");
        (await RolesOfAsync(scene, "eve")).ShouldBe(["frontend"]);
    }

    [Fact]
    public async Task a_role_that_no_map_names_yet_needs_the_grant_as_well()
    {
        using var scene = await Scene.OpenAsync();
        using var eve = await KeyAsync(scene, "eve");
        (await RegisterAsync(scene, eve, "eve", "infrastructure")).Code.ShouldBe("agent.role-not-granted");
        (await RegisterAsync(scene, eve, "eve")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task who_may_orchestrate_says_what_an_agent_is_and_its_own_key_cannot_say_it_again()
    {
        using var scene = await OpenAsync();
        using var orchestrator = scene.Server.Client((await scene.Server.IssueKeyAsync("orchestrator", scene.Workspace)).Key);
        using var ivy = await KeyAsync(scene, "ivy");
        (await RegisterAsync(scene, orchestrator, "ivy", "infrastructure")).Status.ShouldBe(HttpStatusCode.Created);
        var task = await ClaimAsync(scene, ivy, "ivy");
        (await scene.TryPostAsync($"/workflows/{task.Workflow}/tasks/{task.Task}/resources", new ClaimResourcesRequest("ivy", task.Token, ["deploy/prod.yml"]), ivy)).Status.ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync(scene, ivy, "ivy", "infrastructure")).Code.ShouldBe("agent.role-not-granted");
        (await RegisterAsync(scene, orchestrator, "ivy")).Status.ShouldBe(HttpStatusCode.Created);
        (await scene.TryPostAsync($"/workflows/{task.Workflow}/tasks/{task.Task}/resources", new ClaimResourcesRequest("ivy", task.Token, ["deploy/test.yml"]), ivy)).Code.ShouldBe("domain.outside", "the role was taken back");
    }

    [Fact]
    public async Task an_agent_whose_key_lacks_the_role_writes_nothing_of_the_domain()
    {
        using var scene = await OpenAsync();
        using var eve = await KeyAsync(scene, "eve", "frontend");
        (await RegisterAsync(scene, eve, "eve", "frontend")).Status.ShouldBe(HttpStatusCode.Created);
        var task = await ClaimAsync(scene, eve, "eve");
        var at = $"/workflows/{task.Workflow}/tasks/{task.Task}";
        (await scene.TryPostAsync($"{at}/resources", new ClaimResourcesRequest("eve", task.Token, ["deploy/prod.yml"]), eve)).Code.ShouldBe("domain.outside");
        (await scene.TryPostAsync("/slices", new RequestSliceRequest("eve", "deploy/prod.yml"), eve)).Code.ShouldBe("domain.outside");
        (await scene.TryPostAsync($"{at}/submit", new SubmitRequest("eve", task.Token, Commit, "b", ChangedPaths: ["web/a.js", "deploy/prod.yml"]), eve)).Code.ShouldBe("domain.outside");
        (await scene.TryPostAsync($"{at}/submit", new SubmitRequest("eve", task.Token, Commit, "b", ChangedPaths: ["web/a.js"]), eve)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_key_that_could_grant_nothing_is_not_issued()
    {
        using var scene = await Scene.OpenAsync();
        foreach (var (body, status, code) in new[]
        {
            (new IssueKeyRequest("o", "orchestrator", scene.Workspace, null, ["frontend"]), HttpStatusCode.UnprocessableEntity, "key.roles-not-allowed"),
            (new IssueKeyRequest("a", "agent", scene.Workspace, "ann", ["frontend", "frontend"]), HttpStatusCode.UnprocessableEntity, "key.bad-role"),
            (new IssueKeyRequest("a", "agent", scene.Workspace, "ann", [""]), HttpStatusCode.BadRequest, "request.bad-value"),
            (new IssueKeyRequest("a", "agent", scene.Workspace, "ann", ["front\0end"]), HttpStatusCode.BadRequest, "request.bad-value"),
            (new IssueKeyRequest("a", "agent", scene.Workspace, "ann", [.. Enumerable.Range(0, 51).Select(i => $"r{i}")]), HttpStatusCode.BadRequest, "request.bad-value"),
        })
        {
            var answer = await scene.Http.PostAsJsonAsync("/v1/keys", body, Server.Cancellation);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
            (answer.StatusCode, problem.GetProperty("type").GetString()).ShouldBe((status, ProblemTypes.Of(code)));
        }
    }

    [Fact]
    public async Task a_changed_profile_is_asked_the_same()
    {
        await using var node = await Node.StartAsync();
        await node.RegisterAsync("eve");
        var sender = new Sender(Node.Workspace, new Actor("agent:eve", Role.Agent, "eve") { Roles = ["frontend"] });
        (await node.Door.SendAsync(new RegisterAgent("eve", Work.Profile() with { Roles = ["infrastructure"] }), sender, Node.Cancellation)).Rejection.ShouldNotBeNull().Code.ShouldBe("agent.role-not-granted");
        (await node.Door.SendAsync(new RegisterAgent("eve", Work.Profile() with { Roles = ["frontend"] }), sender, Node.Cancellation)).Rejection.ShouldBeNull();
    }

    private static async Task<Scene> OpenAsync()
    {
        var scene = await Scene.OpenAsync();
        await scene.PublishAsync("free", "skills: [code]\ntasks:\n  - {name: any, skills: [code]}\n");
        (await scene.Http.PutAsJsonAsync($"{scene.At}/domain-map", Map, Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest("free", Repository: new Repository("/nowhere", Commit, "weft/free")));
        return scene;
    }

    private static async Task<HttpClient> KeyAsync(Scene scene, string agent, params string[] roles) =>
        scene.Server.Client((await scene.Server.IssueKeyAsync("agent", scene.Workspace, agent, roles)).Key);

    private static Task<(HttpStatusCode Status, string? Code, JsonElement Problem)> RegisterAsync(Scene scene, HttpClient http, string agent, params string[] roles) =>
        scene.TryPostAsync("/agents", new RegisterAgentRequest(agent, null, [new SkillLevel("code", 1)], Roles: roles), http);

    private static async Task<IReadOnlyList<string>?> RolesOfAsync(Scene scene, string agent) => (await scene.GetAsync<AgentView>($"/agents/{agent}")).Roles;

    private static async Task<ClaimedTask> ClaimAsync(Scene scene, HttpClient http, string agent)
    {
        var answer = await http.PostAsJsonAsync($"{scene.At}/agents/{agent}/claims", new ClaimRequest(1, 10), Server.Cancellation);
        return (await answer.Content.ReadFromJsonAsync<ClaimAnswer>(Server.Cancellation))!.Tasks.ShouldHaveSingleItem();
    }
}
