using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Git;

namespace Weft.Worker.Agents;

/// <summary>Registers, keeps claim and heart going, and goes in order: drain, hand back, leave.</summary>
internal sealed class AgentLife : IDisposable
{
    /// <summary>How long the last words to a server may take that does not answer.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private readonly Workshop _shop;
    private readonly OwnTasks _tasks = new();
    private readonly Heart _heart;
    private readonly Claims _claims;

    public AgentLife(Workshop shop)
    {
        _shop = shop;
        _heart = new Heart(shop, _tasks);
        _claims = new Claims(shop, _tasks, _heart);
    }

    private AgentSettings Settings => _shop.Settings;

    public async Task<int> RunAsync(CancellationToken drain, CancellationToken now)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(drain, now, _heart.Drained);
        if (!await JoinAsync(ending.Token))
            return ending.IsCancellationRequested ? await NeverMindAsync() : AgentHost.Refused;
        using var gone = new CancellationTokenSource();
        var beating = _heart.BeatAsync(gone.Token);
        var welcome = await _claims.RunAsync(RegisterAsync, ending.Token);
        await DrainAsync(now);
        await gone.CancelAsync();
        await beating;
        await TellAsync("leave", limit => _shop.Client.LeaveAgentAsync(Settings.Id, "drained", cancellation: limit));
        return welcome ? AgentHost.Done : AgentHost.Refused;
    }

    public void Dispose() => _heart.Dispose();

    private async Task<bool> JoinAsync(CancellationToken ending)
    {
        try
        {
            await CloneAsync(ending);
            await RegisterAsync(ending);
            _shop.Log.Info($"joined {Settings.Workspace} at {Settings.Url} with {Settings.Capacity} places{(Settings.Merges ? " and the merge lane" : "")}");
            return true;
        }
        catch (WeftProblemException problem)
        {
            _shop.Log.Write("error", "the server does not take this agent", problem: problem);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Who has the repository before there is work does not fetch it while others wait. A remote that is away now may be back by then.</summary>
    private async Task CloneAsync(CancellationToken ending)
    {
        if (Settings.Repository is not { } remote)
            return;
        try
        {
            await (await _shop.CloneAsync(remote, ending)).PrefetchAsync(ending);
        }
        catch (GitException e)
        {
            _shop.Log.Warn("the repository could not be cloned ahead", problem: e);
        }
    }

    /// <summary>Asked to end while it registered: the server may have taken it before the answer came.</summary>
    private async Task<int> NeverMindAsync()
    {
        await TellAsync("leave", limit => _shop.Client.LeaveAgentAsync(Settings.Id, "asked to finish before it had joined", cancellation: limit));
        return AgentHost.Done;
    }

    private async Task RegisterAsync(CancellationToken cancellation) =>
        await _shop.Client.RegisterAgentAsync(
            new RegisterAgentRequest(
                Settings.Id, null, Settings.Skills, Settings.Specialty, Settings.Tier, Settings.Capacity, Settings.Merges, null,
                Settings.SuspectAfterSeconds, Settings.LostAfterSeconds, Settings.Roles, Settings.Launcher),
            cancellation: cancellation);

    /// <summary>What runs may go on for a while; then it is stopped (its last checkpoint is saved) and handed back.</summary>
    private async Task DrainAsync(CancellationToken now)
    {
        await TellAsync("drain", limit => _shop.Client.DrainAgentAsync(Settings.Id, "asked to finish", cancellation: limit));
        if (_tasks.All.Count > 0)
            _shop.Log.Info($"draining: {_tasks.All.Count} tasks run, for at most {Settings.DrainSeconds} s");
        if (await EndsAsync(TimeSpan.FromSeconds(Settings.DrainSeconds), now))
            return;
        foreach (var held in _tasks.All)
            held.Release();
        if (await EndsAsync(TimeSpan.FromSeconds(Settings.GraceSeconds) + Farewell, CancellationToken.None))
            return;
        foreach (var held in _tasks.All)
            held.Abandon();
        await EndsAsync(Farewell, CancellationToken.None);
    }

    private async Task<bool> EndsAsync(TimeSpan within, CancellationToken now)
    {
        try
        {
            await _claims.AllDone.WaitAsync(within, _shop.Time, now);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return _tasks.All.Count == 0;
        }
    }

    private async Task TellAsync(string what, Func<CancellationToken, Task> tell)
    {
        using var limit = new CancellationTokenSource(Farewell);
        try
        {
            await tell(limit.Token);
        }
        catch (Exception e) when (e is WeftProblemException or OperationCanceledException || LostConnection.Is(e))
        {
            _shop.Log.Warn($"the server did not hear of the {what}", problem: e);
        }
    }
}
