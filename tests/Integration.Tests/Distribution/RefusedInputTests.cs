using System.Text;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Weft.Contracts;
using Weft.Integration.Tests.Queries;
using Weft.Tests;
using Xunit;

namespace Weft.Integration.Tests.Distribution;

/// <summary>What would make distribution senseless, sent to a workspace in which work goes on: a problem that names it, and not one event.</summary>
public sealed class RefusedInputTests
{
    private const string Weights = """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":0.4,"weights":{"fit":1,"finish":1,"load":1,"priority":1,"fairness":1,"affinity":1,"cost":1}}""";

    /// <summary>Method, path, body, status, code, and what the problem must name.</summary>
    public static TheoryData<string, string, string, int, string, string> Requests
    {
        get
        {
            var all = new TheoryData<string, string, string, int, string, string>();
            foreach (var weight in new[] { "fit", "finish", "load", "priority", "fairness", "affinity", "cost" })
            {
                foreach (var value in new[] { "-1", "-0.0001", "1000.5", "1e308" })
                {
                    all.Add("PUT", "/policy", Weights.Replace($"\"{weight}\":1", $"\"{weight}\":{value}", StringComparison.Ordinal), 422, "distribution.bad-weights", $"weights.{weight} must be a number from 0 to 1000");
                }
            }

            all.Add("PUT", "/policy", Weights.Replace(":1,", ":0,", StringComparison.Ordinal).Replace(":1}", ":0}", StringComparison.Ordinal), 422, "distribution.bad-weights", "Every weight but that of priority is 0");
            all.Add("PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":-0.1}""", 422, "policy.bad-value", "loadWeight");
            all.Add("PUT", "/policy", """{"leaseSeconds":30,"offerSeconds":10,"loadWeight":1.1}""", 422, "policy.bad-value", "loadWeight");

            all.Add("PUT", "/domain-map", Map("react"), 422, "domain.unknown-skill", "react");
            all.Add("PUT", "/domain-map", Map("cdoe"), 422, "domain.unknown-skill", "Did you mean 'code'");
            all.Add("POST", "/templates", Template("skills: [code]\ntasks: [{name: a, skills: [cdoe]}]"), 422, "template.unknown-skill", "cdoe");
            all.Add("POST", "/templates", Template("tasks: [{name: a, skills: {cdoe: 0.5}}]"), 422, "template.unknown-skill", "cdoe");
            all.Add("POST", "/templates", Template("skills: [code]\nstages: [{name: s, skills: [cdoe]}]\ntasks: [{name: a}]"), 422, "template.unknown-skill", "cdoe");
            all.Add("POST", "/templates", Template("skills: [code]\ntasks: [{name: a}]\ngates: [{name: g, after: [a], checks: [{name: c, command: make, skills: [cdoe]}]}]"), 422, "template.unknown-skill", "cdoe");
            all.Add("POST", "/agents", """{"id":"ada","skills":[{"name":"code","level":-0.1}]}""", 422, "agent.bad-skill", "code");
            all.Add("POST", "/agents", """{"id":"ada","skills":[{"name":"code","level":1},{"name":"code","level":0.5}]}""", 422, "agent.duplicate-skill", "skills");
            all.Add("POST", "/agents/ada/training/cdoe/reviews", """{"by":"bob","workflow":"none","task":"t","attempt":1,"passed":true}""", 404, "workflow.unknown", "none");

            all.Add("PUT", "/domain-map", """{"domains":[{"name":"a","includes":["a"]}]}""", 422, "domain.bad-cycle", "a → a");
            all.Add("PUT", "/domain-map", """{"domains":[{"name":"a","includes":["b"]},{"name":"b","includes":["c"]},{"name":"c","includes":["a"]}],"enforced":true}""", 422, "domain.bad-cycle", "a → b → c → a");
            all.Add("PUT", "/domain-map", """{"domains":[{"name":"x","includes":["a"]},{"name":"a","includes":["b"]},{"name":"b","includes":["a"]}]}""", 422, "domain.bad-cycle", "a → b → a");
            all.Add("PUT", "/domain-map", """{"domains":[{"name":"a","includes":["nowhere"]}]}""", 422, "domain.bad-include", "nowhere");
            all.Add("PUT", "/domain-map", """{"domains":[{"name":"a","includes":[null]}]}""", 400, "request.bad-value", "ncludes");
            all.Add("PUT", "/domain-map", """{"domains":[{"name":"a","roles":["a"],"areas":[{"name":"x","skills":[null]}]}]}""", 400, "request.bad-value", "kills");
            all.Add("PUT", "/domain-map", """{"domains":[],"skills":[null]}""", 400, "request.bad-value", "kills");

            foreach (var until in new[] { "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z" })
            {
                all.Add("POST", "/slices", $$"""{"agent":"ada","resource":"table:stock","until":"{{until}}"}""", 422, "slice.bad-end", "until");
            }

            all.Add("POST", "/slices", """{"agent":"ada","resource":"table:stock","until":"9999-12-31T23:59:59Z"}""", 422, "slice.bad-length", "seconds");
            all.Add("POST", "/slices", """{"agent":"ada","resource":"table:stock","seconds":0}""", 422, "slice.bad-length", "seconds");
            all.Add("POST", "/slices", """{"agent":"ada","resource":"table:stock","seconds":-60}""", 422, "slice.bad-length", "seconds");
            all.Add("POST", "/slices", """{"agent":"ada","resource":"table:stock","until":"yesterday"}""", 400, "request.bad-body", "until");

            var deep = string.Join('/', Enumerable.Repeat("a", 65));
            all.Add("POST", "/slices", $$"""{"agent":"ada","resource":"{{deep}}"}""", 400, "request.bad-value", "64 segments");
            all.Add("PUT", "/domain-map", $$"""{"domains":[{"name":"a","roles":["a"],"areas":[{"name":"x","paths":["{{deep}}"]}]}]}""", 422, "domain.bad-pattern", "64 segments");
            all.Add("POST", "/templates", Template($"tasks: [{{name: a, touches: ['{deep}']}}]"), 422, "template.bad-value", "64 segments");
            all.Add("POST", "/templates", Template($"tasks: [{{name: a, paths: ['{deep}']}}]"), 422, "template.bad-value", "64 segments");
            all.Add("POST", "/slices/renew", """{"agent":"ada","resource":"table:orders","token":999}""", 409, "slice.stale-token", "table:orders");
            all.Add("POST", "/slices/hand-over", """{"agent":"ada","resource":"table:orders","token":999,"to":"bob"}""", 409, "slice.stale-token", "table:orders");

            foreach (var capacity in new[] { "0", "-1", "257", "-2147483648" })
            {
                all.Add("POST", "/agents", $$"""{"id":"ada","skills":[{"name":"code","level":1}],"capacity":{{capacity}}}""", 422, "agent.bad-capacity", $"not {capacity}");
                all.Add("POST", "/agents", $$"""{"id":"new","skills":[],"capacity":{{capacity}}}""", 422, "agent.bad-capacity", $"not {capacity}");
                all.Add("PUT", "/agents/ada/capacity", $$"""{"capacity":{{capacity}}}""", 422, "agent.bad-capacity", $"not {capacity}");
            }

            all.Add("PUT", "/agents/ada/capacity", """{"capacity":1.5}""", 400, "request.bad-body", "capacity");
            all.Add("PUT", "/agents/ada/capacity", "{}", 400, "request.bad-body", "capacity");
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    [Trait("Capability", "K5")]
    [Trait("Capability", "D1")]
    [Trait("Capability", "D2")]
    [Trait("Capability", "G2")]
    public async Task what_makes_no_sense_is_refused_by_name_and_appends_nothing(string method, string path, string body, int status, string code, string named)
    {
        using var scene = await WorkingAsync();
        var before = await CountAsync(scene);
        using var request = new HttpRequestMessage(new HttpMethod(method), scene.At + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await scene.Http.SendAsync(request, Server.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Server.Cancellation);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        (((int)answer.StatusCode), problem.GetProperty("type").GetString()).ShouldBe((status, ProblemTypes.Of(code)), text);
        text.ShouldContain(named, Case.Sensitive);
        (await CountAsync(scene)).ShouldBe(before, "nothing was appended");
    }

    /// <summary>Two agents, a run, a domain map in force, and a slice.</summary>
    private static async Task<Scene> WorkingAsync()
    {
        var scene = await Scene.OpenAsync();
        await scene.JoinAsync("ada");
        await scene.JoinAsync("bob");
        await scene.StartAsync();
        await scene.ClaimAsync("bob");
        using var map = new StringContent(Map("code"), Encoding.UTF8, "application/json");
        (await scene.Http.PutAsync($"{scene.At}/domain-map", map, Server.Cancellation)).EnsureSuccessStatusCode();
        await scene.PostAsync<SliceAnswer>("/slices", new RequestSliceRequest("ada", "table:orders", 600));
        return scene;
    }

    private static string Map(string skill) => $$"""{"domains":[{"name":"web","roles":["web"],"areas":[{"name":"pages","paths":["web/**"],"skills":["{{skill}}"]}]}],"enforced":true}""";

    private static string Template(string body) => JsonSerializer.Serialize(new { text = UsualTemplate.Of("bad", body) });

    private static async Task<long> CountAsync(Scene scene)
    {
        await using var database = NpgsqlDataSource.Create(scene.Server.Settings.ConnectionString);
        await using var command = database.CreateCommand("select count(*) from weft.mt_events where tenant_id = $1");
        command.Parameters.AddWithValue(scene.Workspace);
        return (long)(await command.ExecuteScalarAsync(Server.Cancellation))!;
    }
}
