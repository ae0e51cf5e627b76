using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Weft.Contracts;
using Weft.Tests;

namespace Weft.Integration.Tests.Queries;

/// <summary>A workspace of its own, in which a small run is done over HTTP: build and test at once, a gate with a check, then docs.</summary>
public sealed class Scene : IDisposable
{
    private const string Small = """
        skills: [code]
        tasks:
          - {name: build, skills: [code], produces: [binary]}
          - {name: test, skills: [code]}
          - {name: docs, skills: [code], needs: [ready], consumes: [binary], produces: [binary]}
        gates:
          - name: ready
            after: [build, test]
            checks:
              - {name: unit, command: make check, skills: [code]}
        milestones:
          - {name: built, weight: 1, requires: [build, test]}
          - {name: checked, weight: 1, requires: [ready, docs]}
        """;

    private Scene(Server server, string workspace) => (Server, Workspace, Http) = (server, workspace, server.Client());

    public Server Server { get; }

    public string Workspace { get; }

    public string At => $"/v1/workspaces/{Workspace}";

    public HttpClient Http { get; }

    /// <summary>Position of the last command.</summary>
    public long Position { get; private set; }

    public static async Task<Scene> OpenAsync(Server? server = null)
    {
        server ??= await Server.SharedAsync();
        var scene = new Scene(server, await server.NewWorkspaceAsync());
        await scene.PublishAsync("small", Small);
        return scene;
    }

    /// <param name="body">what <see cref="UsualTemplate"/> leaves to the test</param>
    public Task PublishAsync(string template, string body) => PostAsync<TemplateAnswer>("/templates", new PublishTemplateRequest(UsualTemplate.Of(template, body)));

    /// <returns>id of the run</returns>
    public async Task<string> StartAsync(string template = "small") => (await PostAsync<WorkflowAnswer>("/workflows", new CreateWorkflowRequest(template))).Id;

    public Task JoinAsync(string agent, int capacity = 1) =>
        PostAsync<AgentAnswer>("/agents", new RegisterAgentRequest(agent, agent, [new SkillLevel("code", 1)], Capacity: capacity));

    public async Task<ClaimedTask> ClaimAsync(string agent) =>
        (await PostAsync<ClaimAnswer>($"/agents/{agent}/claims", new ClaimRequest(1, 10))).Tasks.ShouldHaveSingleItem();

    public async Task DoAsync(string agent, ClaimedTask task)
    {
        var at = $"/workflows/{task.Workflow}/tasks/{task.Task}";
        await PostAsync<TaskAnswer>($"{at}/start", new HoldRequest(agent, task.Token));
        var outputs = task.Produces.Select(p => new OutputArtifact(p, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(p + task.Task))), 1)).ToArray();
        foreach (var output in outputs)
        {
            (await Http.PutAsync($"{At}/blobs/{output.Hash}", new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(output.Name + task.Task)), Server.Cancellation)).EnsureSuccessStatusCode();
        }

        await PostAsync<TaskAnswer>($"{at}/submit", new SubmitRequest(agent, task.Token, null, null, outputs, new Usage(1000, 100, 1, 2, 3, null, null)));
    }

    /// <summary>The whole run, by two agents.</summary>
    public async Task<string> PlayAsync()
    {
        await JoinAsync("ada");
        await JoinAsync("bob");
        var id = await StartAsync();
        var (one, two) = (await ClaimAsync("ada"), await ClaimAsync("bob"));
        await DoAsync("ada", one);
        await DoAsync("bob", two);
        await DoAsync("ada", await ClaimAsync("ada"));
        await DoAsync("bob", await ClaimAsync("bob"));
        return id;
    }

    /// <summary>Reads its own write: waits for the last command's position.</summary>
    public Task<T> GetAsync<T>(string path) =>
        ReadAsync<T>(string.Create(CultureInfo.InvariantCulture, $"{At}{path}{(path.Contains('?') ? '&' : '?')}waitFor={Position}"));

    public async Task<T> ReadAsync<T>(string path)
    {
        var answer = await Http.GetAsync(path, Server.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Server.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public async Task<T> PostAsync<T>(string path, object body)
    {
        var answer = await Http.PostAsJsonAsync(At + path, body, Server.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Server.Cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        Note(answer);
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    /// <summary>What may be refused: with the code of the problem, null when there is none.</summary>
    /// <param name="http">with another key; null: the administrator's</param>
    public async Task<(HttpStatusCode Status, string? Code, JsonElement Problem)> TryPostAsync(string path, object body, HttpClient? http = null)
    {
        var answer = await (http ?? Http).PostAsJsonAsync(At + path, body, Server.Cancellation);
        Note(answer);
        var read = await answer.Content.ReadFromJsonAsync<JsonElement>(Server.Cancellation);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : read.GetProperty("type").GetString()![ProblemTypes.Prefix.Length..], read);
    }

    /// <summary>The same without what else the problem says.</summary>
    public async Task<(HttpStatusCode Status, string? Code)> TryAsync(string path, object body)
    {
        var (status, code, _) = await TryPostAsync(path, body);
        return (status, code);
    }

    /// <summary>What is read from now on has what this was the answer to.</summary>
    public void Note(HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues(WeftHeaders.Position, out var position))
        {
            Position = Math.Max(Position, long.Parse(position.First(), CultureInfo.InvariantCulture));
        }
    }

    public void Dispose() => Http.Dispose();
}
