using Weft.Client;
using Weft.Contracts;
using Weft.Worker.Isolation;
using Weft.Worker.Processes;

namespace Weft.Worker.Agents;

/// <summary>One agent's life: register, work, drain, leave.</summary>
public static class AgentHost
{
    /// <summary>Ended as it was asked to.</summary>
    public const int Done = 0;

    /// <summary>The server would not have it.</summary>
    public const int Refused = 1;

    public const int WrongSettings = 2;

    /// <summary>Another agent uses the folder.</summary>
    public const int HomeBusy = 4;

    /// <param name="drain">take nothing new, let what runs go on for the settings' drain time, hand the rest back, leave</param>
    /// <param name="now">hand everything back at once</param>
    public static async Task<int> RunAsync(AgentSettings settings, TextWriter log, CancellationToken drain, CancellationToken now = default)
    {
        if (settings.Problems() is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
                await log.WriteLineAsync(problem);
            return WrongSettings;
        }
        SelfProtection.Apply();
        try
        {
            using var home = WorkerHome.Open(settings.Home);
            using var http = WeftClient.Http(settings.Url);
            var client = new WeftClient(http, settings.Workspace, settings.Key, RetrySettings.Forever);
            using var shop = new Workshop(settings, client, home, new AgentLog(log, settings.Id, settings.Workspace, TimeProvider.System), TimeProvider.System);
            using var life = new AgentLife(shop);
            return await life.RunAsync(drain, now);
        }
        catch (HomeInUseException busy)
        {
            await log.WriteLineAsync(busy.Message);
            return HomeBusy;
        }
    }

    /// <summary>As <see cref="RunAsync"/>, with SIGTERM and Ctrl-C as drain, and a second one as now.</summary>
    public static async Task<int> RunUntilSignalAsync(AgentSettings settings, TextWriter log)
    {
        using var signals = new DrainSignals();
        return await RunAsync(settings, log, signals.Drain, signals.Now);
    }
}
