using System.Globalization;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weft.Api.Hosting;
using Weft.Application.Access;
using Weft.Application.EventStore;
using Weft.Client;
using Weft.Contracts;
using Weft.Domain.Workflows;
using Weft.Embedded;
using Weft.Tests;
using Xunit;

namespace Weft.EndToEnd.Tests.Agents;

/// <summary>A server, a workspace of its own, a git remote, and agents that are processes.</summary>
internal sealed class Town : IAsyncDisposable
{
    private static readonly Lazy<Task<(RunningServer Server, ServerSettings Settings)>> Shared = new(() => StartServerAsync());
    private static int _next;
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-town-").FullName;
    private readonly List<ChildProcess> _children = [];
    private readonly IDocumentStore _store;
    private readonly HttpClient _http;

    private Town(string url, string key, IServiceProvider services, (string, string)[] files)
    {
        Url = url;
        AdminKey = key;
        _store = services.GetRequiredService<IDocumentStore>();
        Workspace = string.Create(CultureInfo.InvariantCulture, $"town{Interlocked.Increment(ref _next)}");
        Remote = new GitRemote(_folder, files);
        _http = WeftClient.Http(url);
        Client = new WeftClient(_http, Workspace, key);
    }

    public string Url { get; }

    public string AdminKey { get; }

    public string Workspace { get; }

    public GitRemote Remote { get; }

    /// <summary>As the administrator.</summary>
    public WeftClient Client { get; }

    public string Folder => _folder;

    /// <summary>Milliseconds; nobody waits for a test that hangs.</summary>
    public const int LongEnough = 120_000;

    public const string Integration = "weft/town/integration";

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Town> BuildAsync(double leaseSeconds, params (string Path, string Text)[] files)
    {
        var (server, settings) = await Shared.Value;
        var town = new Town(server.Url, settings.AdminKey!, server.Services, files);
        await town.OpenAsync(leaseSeconds);
        return town;
    }

    public static async Task<Town> BuildOnAsync(string url, string key, IServiceProvider services, double leaseSeconds, params (string Path, string Text)[] files)
    {
        var town = new Town(url, key, services, files);
        await town.OpenAsync(leaseSeconds);
        return town;
    }

    public static async Task<(RunningServer Server, ServerSettings Settings)> StartServerAsync()
    {
        var postgres = await SharedTestPostgres.GetAsync();
        var settings = new ServerSettings
        {
            ConnectionString = await postgres.CreateDatabaseAsync(ct: CancellationToken.None),
            Url = "http://127.0.0.1:0",
            AllowUnsafe = true,
            ApplySchema = true,
            AdminKey = KeyText.New(),
            LogLevel = LogLevel.Warning,
        };
        return (await WeftServer.StartAsync(settings, CancellationToken.None), settings);
    }

    /// <summary>Publishes the tasks, gates and so on as a template and starts a run of it on the remote.</summary>
    public async Task<string> RunAsync(string body, string conflicts = "human")
    {
        var text = UsualTemplate.Of("town", $"skills: [any]\n{body}", parallel: 8, conflicts);
        await Client.PublishTemplateAsync(text, cancellation: Cancellation);
        var answer = await Client.CreateWorkflowAsync(
            new CreateWorkflowRequest("town", Repository: new Repository(Remote.Address, Remote.Base, Integration)), cancellation: Cancellation);
        return answer.Id;
    }

    public async Task<ChildProcess> AgentAsync(string id, int capacity = 1, bool merges = false, string exec = "", string? url = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var key = await Client.IssueKeyAsync(new IssueKeyRequest(id, "agent", Workspace, id), cancellation: Cancellation);
        var variables = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
        {
            ["WEFT_URL"] = url ?? Url,
            ["WEFT_KEY"] = key.Key,
            ["WEFT_WORKSPACE"] = Workspace,
        };
        var child = new ChildProcess(
            variables, "agent", id, Path.Combine(_folder, $"home-{id}"), exec, capacity.ToString(CultureInfo.InvariantCulture), merges ? "merges" : "", "any");
        _children.Add(child);
        await child.SaysAsync("joined", Cancellation);
        return child;
    }

    public async Task<IReadOnlyList<IWorkflowEvent>> EventsAsync(string workflow)
    {
        await using var session = _store.QuerySession(Workspace);
        return [.. (await session.Events.FetchStreamAsync(Streams.Workflow.Key(workflow), token: Cancellation)).Select(happened => happened.Data).OfType<IWorkflowEvent>()];
    }

    /// <summary>Waits for an event; fails as soon as the run ends without it.</summary>
    public async Task<T> HappensAsync<T>(string workflow, Func<T, bool>? which = null)
        where T : IWorkflowEvent
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            var events = await EventsAsync(workflow);
            if (events.OfType<T>().FirstOrDefault(happened => which?.Invoke(happened) ?? true) is { } found)
                return found;
            if (patience.IsCancellationRequested || events.Any(happened => happened is WorkflowCompleted or WorkflowCancelled))
                throw new InvalidOperationException($"{typeof(T).Name} did not happen.\n{string.Join('\n', events)}\n{string.Join("\n--\n", _children.Select(child => child.Log))}");
            await Task.Delay(40, CancellationToken.None);
        }
    }

    /// <summary>Waits for a file; fails with what the agents said.</summary>
    public async Task AppearsAsync(string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!File.Exists(path))
        {
            if (patience.IsCancellationRequested)
                throw new InvalidOperationException($"{path} did not appear.\n{string.Join("\n--\n", _children.Select(child => child.Log))}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children)
            await child.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync(double leaseSeconds)
    {
        await Client.CreateWorkspaceAsync(Workspace, cancellation: Cancellation);
        await Client.SetPolicyAsync(new PolicyBody(leaseSeconds, OfferSeconds: 5, LoadWeight: 1), cancellation: Cancellation);
    }
}
