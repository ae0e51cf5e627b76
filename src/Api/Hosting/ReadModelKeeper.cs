using JasperFx;
using JasperFx.Events.Daemon;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace Weft.Api.Hosting;

/// <summary>A read model whose work met an outage in the middle pauses, and nobody else wakes it: Wolverine restarts those that stopped, and
/// leaves paused ones to a coordinator of Marten's that does not run beside it. One that stands before an event it cannot apply stays
/// where it is, to be seen.</summary>
internal sealed class ReadModelKeeper(IWolverineRuntime runtime, TimeProvider time, ILogger<ReadModelKeeper> log) : BackgroundService
{
    private const string Scheme = "event-subscriptions";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await KeepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, or could not start.
        }
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var uri in runtime.Agents.AllRunningAgentUris().Where(u => u.Scheme == Scheme))
            {
                if (runtime.Agents.TryFindActiveAgent<IEventSubscriptionAgent>(uri, out var agent) && agent is { Status: AgentStatus.Paused } && EndsByItself(agent.Failure))
                {
                    await RestartAsync(uri, agent.Failure);
                }
            }
        }
    }

    private static bool EndsByItself(ShardFailure? failure) => failure is null or { Category: ShardFailureCategory.Other } or { IsTransient: true };

    private async Task RestartAsync(Uri uri, ShardFailure? failure)
    {
        try
        {
            await runtime.Agents.StopLocallyAsync(uri);
            await runtime.Agents.StartLocallyAsync(uri);
            log.LogInformation("The read model {ReadModel} goes on after {Failure}", uri.AbsolutePath, failure?.RootExceptionType);
        }
        catch (Exception error)
        {
            log.LogDebug("The read model {ReadModel} could not go on yet: {Error}", uri.AbsolutePath, error.Message);
        }
    }
}
