using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Weft.Api.Coordination;
using Weft.Application.Coordination;
using Weft.Application.EventStore;

namespace Weft.Api.Hosting;

internal static class ClusterServices
{
    public static void AddWeftForwarding(this IServiceCollection services)
    {
        services.AddSingleton<Forwarder>();
        services.AddSingleton<Handovers>();
        services.AddSingleton<ClusterWatch>();
        services.AddHostedService(s => s.GetRequiredService<ClusterWatch>());
    }
}

/// <summary>Leases and deadlines of a workspace run on its owner only: what a server that answers no more has owned is taken up here. Two that
/// notice at once both take it; the epoch leaves one of them.</summary>
internal sealed class ClusterWatch(ServerSettings settings, IServer server, Mailboxes door, Forwarder forwarder, TimeProvider time, ILogger<ClusterWatch> log) : BackgroundService
{
    private const int SilencesUntilGone = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, int> _silent = new(StringComparer.Ordinal);

    /// <summary>From now on the others find this server. Called when it listens.</summary>
    public void Announce()
    {
        if (settings.Cluster && (settings.ClusterAddress ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()) is { } listens)
        {
            door.Ownership.Address = Reached(listens, Environment.MachineName);
        }
    }

    /// <summary>Nobody else reaches "every address": there it is the machine's name.</summary>
    internal static string Reached(string listens, string machine)
    {
        foreach (var every in (ReadOnlySpan<string>)["//0.0.0.0", "//[::]", "//*", "//+"])
        {
            listens = listens.Replace(every, $"//{machine}", StringComparison.Ordinal);
        }

        return listens.TrimEnd('/');
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Cluster)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var others = (await door.LiveAsync(stopping)).Where(o => o.Address is not null && o.Address != door.Ownership.Address).ToLookup(o => o.Address!, o => o.Workspace, StringComparer.Ordinal);
            foreach (var other in others)
            {
                _silent[other.Key] = await forwarder.AnswersAsync(other.Key, stopping) ? 0 : _silent.GetValueOrDefault(other.Key) + 1;
                if (_silent[other.Key] >= SilencesUntilGone)
                {
                    log.LogWarning("The server at {Address} answers no more; its {Count} workspaces are taken up here", other.Key, other.Count());
                    other.ToList().ForEach(door.TakeUp);
                }
            }
        }
        catch (Exception error) when (StoreErrors.IsUnavailable(error))
        {
            log.LogDebug("Who owns what could not be read: {Error}", error.Message);
        }
    }
}
