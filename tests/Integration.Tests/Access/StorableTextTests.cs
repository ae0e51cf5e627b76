using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Weft.Contracts;
using Xunit;

namespace Weft.Integration.Tests.Access;

/// <summary>Texts that PostgreSQL could not take, at every endpoint that the server has: nothing has to be remembered where one is added.</summary>
[Trait("Capability", "Z1")]
public sealed partial class StorableTextTests
{
    /// <summary>What programs print goes there: what cannot be stored is replaced.</summary>
    private const string TakesAnything = "POST /v1/workspaces/{workspace}/agents/{agent}/heartbeat";

    [Theory]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("limit=5&anything=a%00b", "anything")]
    [InlineData("a%00b=1", "a name in the query")]
    public async Task no_endpoint_takes_it_in_a_query(string query, string named)
    {
        await EveryDoorRefusesAsync(_ => true, d => $"{PathOf(d)}?{query}", "{}", named);
    }

    /// <summary>A NUL in a path goes no further than the web server; what comes through has to be a name.</summary>
    [Fact]
    public async Task every_value_in_a_path_has_to_be_a_name()
    {
        foreach (var name in Doors.Of(await Server.SharedAsync()).SelectMany(d => Parameter().Matches(d.Route).Select(m => m.Groups[1].Value)).Distinct())
        {
            await EveryDoorRefusesAsync(
                d => d.Route.Contains($"{{{name}}}", StringComparison.Ordinal), d => PathOf(d with { Route = d.Route.Replace($"{{{name}}}", "a%01b", StringComparison.Ordinal) }), "{}", name);
        }
    }

    [Theory]
    [InlineData("""{"reason":"a\u0000b"}""", "reason")]
    [InlineData("""{"outer":{"fine":"\u00e9","inner":["a","\ud800"]}}""", "inner")]
    [InlineData("""{"inner":"\udc00\ud800"}""", "inner")]
    [InlineData("""{"parameters":{"a\u0000b":"c"}}""", "a name in the body")]
    public async Task no_endpoint_takes_it_in_a_body(string body, string named)
    {
        await EveryDoorRefusesAsync(d => d.Method != "GET" && d.Name != TakesAnything && d.Name != "PUT /v1/workspaces/{workspace}/blobs/{hash}", PathOf, body, named);
    }

    [Fact]
    public async Task a_character_of_two_halves_and_an_escape_of_another_are_texts()
    {
        using var client = (await Server.SharedAsync()).Client();
        using var answer = await client.PostAsync("/v1/keys", Content("""{"name":"a\u002db","role":"agent","agent":"\ud83d\ude00"}"""), Server.Cancellation);
        (await answer.Content.ReadAsStringAsync(Server.Cancellation)).ShouldContain("agent must be a name");
    }

    /// <summary>A template says such a character by an escape of YAML, or by what it renders.</summary>
    [Theory]
    [InlineData("""name: t\ntasks: [{name: a, description: \"x\\0y\"}]""")]
    [InlineData("""name: t\ntasks: [{name: a, description: {{printf \"%q\" (printf \"%c\" 0)}}}]""")]
    [InlineData("""name: t\ndescription: \"\\uD800\"\ntasks: [{name: a}]""")]
    public async Task no_template_brings_it_in(string text)
    {
        var server = await Server.SharedAsync();
        using var client = server.Client();
        using var answer = await client.PostAsync($"/v1/workspaces/{await server.NewWorkspaceAsync()}/templates", Content($$"""{"text":"{{text}}"}"""), Server.Cancellation);
        var problem = await answer.Content.ReadAsStringAsync(Server.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, problem);
        problem.ShouldContain("template.bad-yaml");
    }

    private static async Task EveryDoorRefusesAsync(Func<Door, bool> which, Func<Door, string> path, string body, string named)
    {
        var server = await Server.SharedAsync();
        using var client = server.Client();
        var wrong = new List<string>();
        foreach (var door in Doors.Of(server).Where(which))
        {
            using var request = new HttpRequestMessage(new HttpMethod(door.Method), path(door)) { Content = door.Method == "GET" ? null : Content(body) };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Server.Cancellation);
            var text = answer.StatusCode == HttpStatusCode.BadRequest ? await answer.Content.ReadAsStringAsync(Server.Cancellation) : "{}";
            var problem = JsonSerializer.Deserialize<JsonElement>(text);
            if (!problem.TryGetProperty("type", out var type) || type.GetString() != ProblemTypes.Of("request.bad-value") || problem.GetProperty("field").GetString() != named)
            {
                wrong.Add($"{door.Name}: {(int)answer.StatusCode} {text}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static StringContent Content(string json) => new(json, Encoding.UTF8, "application/json");

    private static string PathOf(Door door) => Parameter().Replace(door.Route, m => m.Groups[1].Value == "hash" ? new string('a', 64) : "nothing");

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
