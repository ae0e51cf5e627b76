using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weft.Application.Conflicts;
using Weft.Application.Workflows;
using Weft.Domain.Conflicts;
using Weft.Domain.Workflows;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;
using Wolverine.Runtime;

namespace Weft.Application.Coordination;

/// <summary>How a host takes the sagas in: <c>AddMarten(…).IntegrateWithWolverine(…).AddWeftSagas()</c> and <c>UseWolverine(o => o.UseWeftSagas())</c>.</summary>
public static class Sagas
{
    public const string Subscription = "sagas";
    private static readonly TimeSpan[] Patience = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];

    /// <summary>Committed facts, one after another, go to the sagas' handlers. Only facts that have one are read at all.</summary>
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression AddWeftSagas(this MartenServiceCollectionExtensions.MartenConfigurationExpression marten)
    {
        marten.Services.AddHostedService<DeadlineRecovery>();
        return marten.ProcessEventsWithWolverineHandlersInStrictOrder(Subscription, o =>
        {
            o.IncludeType<ConflictDetected>();
            o.IncludeType<ConflictEscalated>();
            o.IncludeType<ConflictResolved>();
            o.IncludeType<ConflictWithdrawn>();
            o.IncludeType<ConflictYielded>();
            o.IncludeType<GateAwaited>();
        });
    }

    public static WolverineOptions UseWeftSagas(this WolverineOptions options)
    {
        options.Discovery.IncludeAssembly(typeof(Sagas).Assembly);
        options.OnException<ConcurrencyException>().RetryWithCooldown(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250));
        options.OnException<DoorClosedException>().ScheduleRetryIndefinitely(Patience);
        return options;
    }

    /// <summary>Tells the sagas again what state says, whenever this node has taken a workspace.</summary>
    private sealed class DeadlineRecovery(Mailboxes door, IWolverineRuntime runtime, ILogger<DeadlineRecovery> log) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            door.Taken += Tell;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            door.Taken -= Tell;
            return Task.CompletedTask;
        }

        private async void Tell(string workspace, IReadOnlyList<object> deadlines)
        {
            try
            {
                foreach (var deadline in deadlines)
                {
                    await new MessageBus(runtime).PublishAsync(deadline, new DeliveryOptions { TenantId = workspace });
                }
            }
            catch (Exception error)
            {
                log.LogError(error, "Workspace {Workspace}: its deadlines were not told again; the next start tells them", workspace);
            }
        }
    }
}
