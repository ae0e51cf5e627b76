using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Door;
using Weft.Integration.Tests.Queries;
using Xunit;

namespace Weft.Integration.Tests.Resources;

/// <summary>Who may write what, through the API: asked before work is given, at a claim, at a submit, at a merge.</summary>
[Trait("Capability", "D1")]
public sealed class DomainMapTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private const string Base = "76543210fedcba9876543210fedcba9876543210";

    private const string Template = """
        name: parts
        workflow_templates: {concurrent_development: "4", coordination_strategy: pull, conflict_resolution: human, quality_integration: none, performance_monitoring: full}
        skills: [code, review]
        stages:
          - {name: one, skills: [review]}
        tasks:
          - {name: api, skills: [code], touches: ["src/api/**", "table:orders", "operation:GET /orders/{id}"]}
          - {name: page, paths: ["web/**"]}

        """;

    private static readonly DomainMapBody Map = new(
        [
            new DomainBody("backend", ["backend"], Areas: [new AreaBody("api", ["src/api/**"], ["orders"], ["* /orders/**"])]),
            new DomainBody("frontend", ["frontend"], Areas: [new AreaBody("components", ["web/**"])]),
        ],
        Enforced: true);

    [Fact]
    [Trait("Capability", "M1"), Trait("Capability", "M2"), Trait("Capability", "M3"), Trait("Capability", "M4")]
    [Trait("Capability", "M5"), Trait("Capability", "M6"), Trait("Capability", "M7"), Trait("Capability", "M8")]
    [Trait("Capability", "M9"), Trait("Capability", "M10"), Trait("Capability", "M11"), Trait("Capability", "M12")]
    public async Task the_usual_map_is_shown_set_replaced_and_its_overlaps_are_named()
    {
        using var scene = await Scene.OpenAsync();
        var usual = await scene.GetAsync<DomainMapView>("/domain-map");
        (usual.Version, usual.Enforced, usual.Domains.Count, usual.Domains.Sum(d => d.Areas!.Count)).ShouldBe((0, false, 3, 12));
        (await PutAsync(scene, new DomainMapBody(usual.Domains))).Version.ShouldBe(1);
        (await PutAsync(scene, new DomainMapBody(usual.Domains))).Version.ShouldBe(1, "the same again is no change");
        var answer = await PutAsync(scene, new DomainMapBody([new DomainBody("a", ["a"], Areas: [new AreaBody("x", ["src/**"])]), new DomainBody("b", ["b"], Areas: [new AreaBody("y", ["**/auth/**"])])], true));
        (answer.Version, answer.Enforced).ShouldBe((2, true));
        answer.Overlaps.ShouldHaveSingleItem().ShouldBe(new DomainOverlap("a/x", "src/**", "b/y", "**/auth/**"));
        (await scene.GetAsync<DomainMapView>("/domain-map")).Domains.Select(d => d.Name).ShouldBe(["a", "b"]);
        answer = await PutAsync(scene, new DomainMapBody([new DomainBody("a", ["a"])]));
        (answer.Version, answer.Enforced).ShouldBe((3, true), "it was not said that it should be otherwise");
        (await PutAsync(scene, new DomainMapBody([new DomainBody("a", ["a"])], Enforced: false))).Enforced.ShouldBeFalse();
    }

    [Fact]
    [Trait("Capability", "K1")]
    public async Task work_goes_only_to_agents_of_its_domain_and_why_says_so()
    {
        using var scene = await OpenAsync(Map);
        await JoinAsync(scene, "fred", "frontend");
        var id = await StartAsync(scene);
        var claimed = await scene.PostAsync<ClaimAnswer>("/agents/fred/claims", new ClaimRequest(4));
        claimed.Tasks.ShouldHaveSingleItem().Task.ShouldBe("page");
        var waits = await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/api/why");
        waits.Waiting.Select(w => w.Code).ShouldBe(["outside-domain", "nobody-able"]);
        (waits.Waiting[0].Facts["domain"], waits.Waiting[0].Facts["roles"], waits.Waiting[1].Facts["outside-domain"]).ShouldBe(("backend/api", "backend", "fred"));
        waits.Changes.ShouldNotBeNull().Select(c => c.What).ShouldBe(["role:backend", "free-place"], "she is full as well");
        (waits.SkillsFrom, waits.Skills.ShouldNotBeNull().ShouldHaveSingleItem().Name).ShouldBe(("task", "code"));
        (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/page/why")).SkillsFrom.ShouldBe("template");
        await JoinAsync(scene, "beth", "backend");
        (await scene.ClaimAsync("beth")).Task.ShouldBe("api");
        var given = (await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/api/why")).Assignment.ShouldNotBeNull();
        given.Agrees.ShouldBeTrue();
        (await scene.GetAsync<AgentView>("/agents/beth")).Roles.ShouldBe(["backend"]);
    }

    [Fact]
    [Trait("Capability", "K1")]
    public async Task skills_that_the_map_knows_from_the_paths_are_asked_for_and_recorded()
    {
        var sql = Map with { Domains = [new DomainBody("frontend", ["frontend"], Areas: [new AreaBody("components", ["web/**"], Skills: ["react"])])], Skills = ["react"] };
        using var scene = await OpenAsync(sql, Template.Replace("{name: one, skills: [review]}", "{name: one}", StringComparison.Ordinal));
        await JoinAsync(scene, "fred", "frontend");
        var id = await StartAsync(scene);
        (await scene.ClaimAsync("fred")).Task.ShouldBe("api");
        (await scene.PostAsync<ClaimAnswer>("/agents/fred/claims", new ClaimRequest(4))).Tasks.ShouldBeEmpty();
        await JoinAsync(scene, "ruth", "frontend", "react");
        var page = await scene.ClaimAsync("ruth");
        (page.Task, page.Skills.ShouldHaveSingleItem(), page.SkillsFrom).ShouldBe(("page", "react", "paths"));
        var why = await scene.GetAsync<WhyAnswer>($"/workflows/{id}/tasks/page/why");
        (why.SkillsFrom, why.Skills![0].Name, why.Assignment!.Agrees).ShouldBe(("paths", "react", true));
    }

    [Fact]
    public async Task a_skill_that_nobody_has_is_refused_and_changes_nothing_until_an_agent_has_it_or_the_map_lists_it()
    {
        using var scene = await OpenAsync(Map);
        await scene.JoinAsync("ada");
        var asking = Map with { Domains = [new DomainBody("frontend", ["frontend"], Areas: [new AreaBody("components", ["web/**"], Skills: ["react"])])] };
        var refused = await scene.Http.PutAsJsonAsync($"{scene.At}/domain-map", asking with { Domains = [asking.Domains[0] with { Areas = [new AreaBody("components", ["web/**"], Skills: ["cdoe"])] }] }, Server.Cancellation);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
        (refused.StatusCode, problem.GetProperty("type").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, ProblemTypes.Of("domain.unknown-skill")));
        (problem.GetProperty("skill").GetString(), problem.GetProperty("near").GetString()).ShouldBe(("cdoe", "code"));
        (await scene.Http.PutAsJsonAsync($"{scene.At}/domain-map", asking, Server.Cancellation)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await scene.GetAsync<DomainMapView>("/domain-map")).Version.ShouldBe(1, "nothing was stored");
        await JoinAsync(scene, "ruth", "frontend", "react");
        (await PutAsync(scene, asking)).Version.ShouldBe(2);
        var listed = asking with { Domains = [asking.Domains[0] with { Areas = [new AreaBody("components", ["web/**"], Skills: ["svelte"])] }], Skills = ["svelte"] };
        (await PutAsync(scene, listed)).Version.ShouldBe(3);
        (await scene.GetAsync<DomainMapView>("/domain-map")).Skills.ShouldBe(["svelte"], "what is read can be set again");
    }

    [Fact]
    public async Task a_map_that_is_not_enforced_refuses_nothing()
    {
        using var scene = await OpenAsync(Map with { Enforced = false });
        await JoinAsync(scene, "fred", "frontend");
        await StartAsync(scene);
        var task = await scene.ClaimAsync("fred");
        (await PostAsync(scene, task, "submit", new SubmitRequest("fred", task.Token, Commit, "b"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_claim_outside_the_domain_is_refused_naming_the_owner_and_one_of_anothers_naming_the_holder()
    {
        using var scene = await OpenAsync(Map);
        await JoinAsync(scene, "fred", "frontend");
        await JoinAsync(scene, "beth", "backend");
        await StartAsync(scene);
        var (page, api) = (await scene.ClaimAsync("fred"), await scene.ClaimAsync("beth"));
        var outside = await PostAsync(scene, page, "resources", new ClaimResourcesRequest("fred", page.Token, ["src/api/orders.cs"]));
        (outside.Status, outside.Code, outside.Problem.GetProperty("owners").GetString()).ShouldBe((HttpStatusCode.Conflict, "domain.outside", "backend"));
        (await PostAsync(scene, page, "resources", new ClaimResourcesRequest("fred", page.Token, ["docs/readme.md"]))).Status.ShouldBe(HttpStatusCode.OK);
        var taken = await PostAsync(scene, api, "resources", new ClaimResourcesRequest("beth", api.Token, ["docs/**"]));
        (taken.Code, taken.Problem.GetProperty("heldBy").GetString()).ShouldBe(("resource.claimed", "fred"));
        (await PostAsync(scene, page, "resources", new ClaimResourcesRequest("fred", page.Token + 1, ["docs/readme.md"]))).Code.ShouldBe("lease.stale-token");
        await PostAsync(scene, page, "release", new ReleaseRequest("fred", page.Token, null));
        (await PostAsync(scene, api, "resources", new ClaimResourcesRequest("beth", api.Token, ["docs/**"]))).Status.ShouldBe(HttpStatusCode.OK, "the claim went with the lease");
    }

    [Fact]
    public async Task a_branch_that_changes_what_belongs_to_others_is_refused_before_it_is_merged()
    {
        using var scene = await OpenAsync(Map);
        await JoinAsync(scene, "fred", "frontend");
        var id = await StartAsync(scene);
        var page = await scene.ClaimAsync("fred");
        (await PostAsync(scene, page, "submit", new SubmitRequest("fred", page.Token, Commit, "b"))).Code.ShouldBe("domain.paths-missing");
        var outside = await PostAsync(scene, page, "submit", new SubmitRequest("fred", page.Token, Commit, "b", ChangedPaths: ["web/a.js", "src/api/orders.cs"]));
        (outside.Status, outside.Code).ShouldBe((HttpStatusCode.Conflict, "domain.outside"));
        (outside.Problem.GetProperty("outside").GetString(), outside.Problem.GetProperty("domain").GetString()).ShouldBe(("src/api/orders.cs", "backend"));
        foreach (var hidden in new[] { "./src/api/orders.cs", "src//api/orders.cs", "web/./a.js", "/src/api/orders.cs", "web/../src/api/orders.cs" })
        {
            (await PostAsync(scene, page, "submit", new SubmitRequest("fred", page.Token, Commit, "b", ChangedPaths: ["web/a.js", hidden]))).Code.ShouldBe("request.bad-value", hidden);
        }

        (await scene.GetAsync<TaskView>($"/workflows/{id}/tasks/page")).Status.ShouldBe("assigned", "nothing was stored");
        (await PostAsync(scene, page, "submit", new SubmitRequest("fred", page.Token, Commit, "b", ChangedPaths: ["web/a.js", "README.md"]))).Status.ShouldBe(HttpStatusCode.OK);
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("mia", null, [], Merges: true));
        var merge = await scene.ClaimAsync("mia");
        var intent = await PostAsync(scene, merge, "intend", new MergeIntentRequest("mia", merge.Token, Commit, ["web/a.js", "src/api/hidden.cs"]));
        (intent.Code, intent.Problem.GetProperty("agent").GetString()).ShouldBe(("domain.outside", "fred"));
        var sent = await scene.GetAsync<TaskView>($"/workflows/{id}/tasks/page");
        (sent.Attempt, sent.Failures, sent.Branch).ShouldBe((2, 1, null), "the attempt at the task failed");
        sent.Status.ShouldBeOneOf("deferred", "ready");
        sent.Note.ShouldNotBeNull().ShouldContain("'src/api/hidden.cs' belongs to backend");
        await RefusedAsync(scene, merge, "page", "'src/api/hidden.cs' belongs to backend");
        var mia = await scene.GetAsync<AgentView>("/agents/mia");
        (mia.Finished, mia.Failed, mia.Held.Count).ShouldBe((1, 0, 0), "whoever merges is not to blame");
        (await PostAsync(scene, merge, "fail", new FailRequest("mia", merge.Token, "again"))).Code.ShouldBe("lease.stale-token");
    }

    /// <summary>The same merge with the true paths is taken; one whose paths are not told is refused and may be told again.</summary>
    [Fact]
    public async Task a_merge_within_the_domain_of_its_author_goes_on()
    {
        using var scene = await OpenAsync(Map);
        await JoinAsync(scene, "fred", "frontend");
        await StartAsync(scene);
        var page = await scene.ClaimAsync("fred");
        (await PostAsync(scene, page, "submit", new SubmitRequest("fred", page.Token, Commit, "b", ChangedPaths: ["web/a.js"]))).Status.ShouldBe(HttpStatusCode.OK);
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("mia", null, [], Merges: true));
        var merge = await scene.ClaimAsync("mia");
        (await PostAsync(scene, merge, "intend", new MergeIntentRequest("mia", merge.Token, Commit))).Code.ShouldBe("domain.paths-missing");
        (await PostAsync(scene, merge, "intend", new MergeIntentRequest("mia", merge.Token, Commit, ["web/a.js"]))).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Of a branch that changes more than can be told nobody can say whose that is: its author's attempt has failed, and whoever was to merge it has done its work.</summary>
    [Fact]
    public async Task a_branch_whose_paths_cannot_be_told_is_refused_and_is_not_its_mergers_failure()
    {
        using var scene = await OpenAsync(Map with { Enforced = false });
        await JoinAsync(scene, "fred", "frontend");
        await StartAsync(scene);
        var work = await scene.ClaimAsync("fred");
        (await PostAsync(scene, work, "submit", new SubmitRequest("fred", work.Token, Commit, "b"))).Status.ShouldBe(HttpStatusCode.OK);
        await PutAsync(scene, Map);
        await scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest("mia", null, [], Merges: true));
        var merge = await scene.ClaimAsync("mia");
        var intent = await PostAsync(scene, merge, "intend", new { agent = "mia", token = merge.Token, onto = Commit, pathsUntold = "2431 paths" });
        (intent.Status, intent.Code).ShouldBe((HttpStatusCode.Conflict, "domain.paths-untold"));
        (await scene.GetAsync<TaskView>($"/workflows/{work.Workflow}/tasks/{work.Task}")).Failures.ShouldBe(1);
        await RefusedAsync(scene, merge, work.Task, "2431 paths");
        var mia = await scene.GetAsync<AgentView>("/agents/mia");
        (mia.Finished, mia.Failed, mia.Held.Count).ShouldBe((1, 0, 0), "whoever merges is not to blame");
    }

    [Fact]
    public async Task the_map_and_the_claims_are_there_after_another_node_took_the_workspace()
    {
        await using var node = await Node.StartAsync();
        var map = new Domain.Resources.DomainMap(true, [new("backend", ["backend"], [], [], [new("api", ["src/**"], [], [], [])])]);
        (await node.SendAsync(new Application.Resources.SetDomainMap(map))).Accepted.ShouldBeTrue();
        await node.RegisterAsync("ada");
        await node.BeginAsync("w1", Work.Definition(Work.Task("a") with { Paths = ["src/**"] }, Work.Task("b")));
        await using var other = node.Another();
        (await other.ClaimAsync("ada", 2)).Select(t => t.Task).ShouldBe(["b"]);
    }

    /// <summary>It reads as what it is: which branch, whose, why, and what to do next; and nobody tries to merge it again.</summary>
    private static async Task RefusedAsync(Scene scene, ClaimedTask merge, string of, string because)
    {
        var task = await scene.GetAsync<TaskView>($"/workflows/{merge.Workflow}/tasks/{merge.Task}");
        (task.Status, task.Branch, task.Commit, task.Failures, task.DoneBy).ShouldBe(("refused", "b", null, 0, "mia"));
        task.Note.ShouldNotBeNull().ShouldStartWith("Branch 'b' of agent 'fred' was not merged: ");
        task.Note.ShouldContain(because);
        var why = (await scene.GetAsync<WhyAnswer>($"/workflows/{merge.Workflow}/tasks/{merge.Task}/why")).Waiting.ShouldHaveSingleItem();
        (why.Code, why.Facts["task"], why.Facts["branch"], why.Facts["by"]).ShouldBe(("merge-refused", of, "b", "mia"));
        why.Detail.ShouldContain($"see task '{of}'");
        var board = await scene.GetAsync<BoardView>("/board");
        board.Tasks.ShouldNotContain(t => t.Task == merge.Task);
        board.Tasks.Single(t => t.Task == of).Note.ShouldNotBeNull().ShouldContain(because);
    }

    private static async Task<Scene> OpenAsync(DomainMapBody map, string template = Template)
    {
        var scene = await Scene.OpenAsync();
        await scene.PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest(template));
        await PutAsync(scene, map);
        return scene;
    }

    private static async Task<string> StartAsync(Scene scene) => (await scene.PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest(
        "parts", Repository: new Repository("/nowhere", Base, "weft/parts")))).Id;

    private static Task<AgentAnswer> JoinAsync(Scene scene, string agent, string role, params string[] more) => scene.PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(
        agent, null, [new SkillLevel("code", 1), new SkillLevel("review", 1), .. more.Select(m => new SkillLevel(m, 1))], Roles: [role]));

    private static async Task<DomainMapAnswer> PutAsync(Scene scene, DomainMapBody map)
    {
        var answer = await scene.Http.PutAsJsonAsync($"{scene.At}/domain-map", map, Server.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Server.Cancellation));
        return (await answer.Content.ReadFromJsonAsync<DomainMapAnswer>(Server.Cancellation))!;
    }

    private static Task<(HttpStatusCode Status, string? Code, JsonElement Problem)> PostAsync(Scene scene, ClaimedTask task, string verb, object body) =>
        scene.TryPostAsync($"/workflows/{task.Workflow}/tasks/{task.Task}/{verb}", body);
}
