using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Weft.Benchmarks.Rigs;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Benchmarks.Faults;

/// <summary>Agents at work on fork-join runs, over HTTP, each with its own key.</summary>
internal sealed class Load : IAsyncDisposable
{
    public const string Workspace = "faults";
    public const string Template = "fork_join";
    private const double LeaseSeconds = 5;

    /// <summary>Patient as an agent is, but never longer asleep than a restart is worth measuring.</summary>
    private static readonly RetrySettings Patient = new(TimeSpan.FromMinutes(3), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(250));
    private readonly HttpClient _http;
    private readonly string _key;
    private readonly CancellationTokenSource _stop = new();
    private readonly WeftClient _probe;
    private Task _work = Task.CompletedTask;
    private volatile bool _creating = true;
    private int _capacity = 1;

    private Load(HttpClient http, string key)
    {
        (_http, _key) = (http, key);
        _probe = new WeftClient(http, Workspace, key, RetrySettings.None);
    }

    public Recorder Recorder { get; } = new();

    public static async Task<Load> StartAsync(HttpClient http, string key, int agents, int seed, CancellationToken cancellation)
    {
        var load = new Load(http, key);
        var admin = new WeftClient(load._http, Workspace, key);
        await admin.CreateWorkspaceAsync(Workspace, cancellation: cancellation);
        await admin.SetPolicyAsync(new PolicyBody(LeaseSeconds, 5, 1), cancellation: cancellation);
        await admin.PublishTemplateAsync(BenchTemplates.ForkJoin(Template, 8), cancellation: cancellation);
        await admin.RegisterAgentAsync(Registration("probe"), cancellation: cancellation);
        var work = new List<Task>();
        for (var i = 0; i < agents; i++)
        {
            var agent = await load.AgentAsync(admin, string.Create(CultureInfo.InvariantCulture, $"agent{i}"), new Random(seed + i), cancellation);
            work.Add(agent.RunAsync(() => load._creating, load._stop.Token));
        }

        load._work = Task.WhenAll(work);
        return load;
    }

    /// <summary>A command that has to be stored; the time until one is.</summary>
    public async Task AnswersAsync(Action check, CancellationToken cancellation)
    {
        while (true)
        {
            check();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                _capacity = _capacity % 200 + 1;
                await _probe.ChangeCapacityAsync("probe", _capacity, cancellation: limit.Token);
                return;
            }
            catch (Exception notYet) when (notYet is WeftProblemException || LostConnection.Is(notYet) || (notYet is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                await Task.Delay(10, cancellation);
            }
        }
    }

    /// <summary>Waits until so many more commands were acknowledged.</summary>
    public async Task GoesOnAsync(int commands, Action check, CancellationToken cancellation)
    {
        var from = Recorder.Acknowledged;
        while (Recorder.Acknowledged - from < commands)
        {
            check();
            if (_work.IsFaulted)
            {
                await _work;
            }

            await Task.Delay(10, cancellation);
        }
    }

    /// <summary>Nothing new is begun; ends when nothing is open, or when that takes too long.</summary>
    /// <returns>whether all that was begun has ended: a task that is ready and that nobody ever gets is not lost for the log, but it is for its run</returns>
    public async Task<bool> DrainAsync(TimeSpan patience, CancellationToken cancellation)
    {
        _creating = false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var isDrained = false;
        try
        {
            while (!isDrained)
            {
                isDrained = !await IsOpenAsync(limit.Token);
                await Task.Delay(100, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Its patience has ended.
        }

        await _stop.CancelAsync();
        await _work;
        return isDrained;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsOpenAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, FormattableString.Invariant($"v1/workspaces/{Workspace}/workflows?active=true&limit=1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            return !response.IsSuccessStatusCode
                || JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation)).RootElement.GetProperty("items").GetArrayLength() > 0;
        }
        catch (Exception unheard) when (LostConnection.Is(unheard))
        {
            return true;
        }
    }

    private async Task<LoadAgent> AgentAsync(WeftClient admin, string name, Random random, CancellationToken cancellation)
    {
        await admin.RegisterAgentAsync(Registration(name), cancellation: cancellation);
        var key = await admin.IssueKeyAsync(new IssueKeyRequest(name, "agent", Workspace, name), cancellation: cancellation);
        return new LoadAgent(Client(key.Key, name), Client(_key, name), LeaseSeconds, random);
    }

    private RecordingClient Client(string key, string name) => new(new WeftClient(_http, Workspace, key, Patient), name, Recorder);

    /// <summary>Its leases alone tell whether it is there.</summary>
    private static RegisterAgentRequest Registration(string name) => new(name, null, [], Capacity: 256, SuspectAfterSeconds: 80_000, LostAfterSeconds: 86_000);
}
