using System.Runtime.CompilerServices;
using JasperFx;
using JasperFx.CodeGeneration;
using Marten;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.History;
using Weft.Projections;
using Wolverine;
using Wolverine.Marten;

namespace Weft.Api.Hosting;

/// <summary>Store, read models and messages: how the server puts Marten and Wolverine together.</summary>
internal static class Storage
{
    public static void AddWeftStorage(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(settings.TunedConnectionString()));
        builder.Services.AddMarten(services =>
        {
            var options = new StoreOptions();
            options.Connection(services.GetRequiredService<NpgsqlDataSource>());
            options.UseWeft().AddWeftProjections();
            options.Projections.Wakeup = services.GetRequiredService<CommitSignal>();
            options.Projections.SlowPollingTime = TimeSpan.FromSeconds(settings.Cluster ? 1 : 2);
            return options;
        }).IntegrateWithWolverine(m =>
        {
            m.UseWolverineManagedEventSubscriptionDistribution = true;
            m.MessageStorageSchemaName = MartenSetup.Schema;
            m.TransportSchemaName = MartenSetup.Schema;
            m.AutoCreate = AutoCreate.None;
        }).AddWeftSagas();
        builder.Services.Replace(ServiceDescriptor.Singleton(Store));
        builder.Host.UseWolverine(options => Configure(options, settings));
    }

    private static IDocumentStore Store(IServiceProvider services)
    {
        var options = services.GetRequiredService<StoreOptions>();
        LogTo(options, services.GetRequiredService<ILoggerFactory>());
        return new WeftStore(options, services.GetRequiredService<NpgsqlDataSource>());
    }

    /// <summary>Marten gives its own store the loggers by this property, which it shows to nobody else; without it a read model that stops is silent.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_LogFactory")]
    private static extern void LogTo(StoreOptions options, ILoggerFactory loggers);

    private static void Configure(WolverineOptions options, ServerSettings settings)
    {
        options.ApplicationAssembly = typeof(WeftServer).Assembly;

        // What is woven around endpoints and handlers is in Internal/Generated, so that a start compiles nothing; only what is missing there is made now.
        options.CodeGeneration.TypeLoadMode = TypeLoadMode.Auto;
        options.CodeGeneration.SourceCodeWritingEnabled = false;
        options.UseWeftSagas();
        options.AutoBuildMessageStorageOnStartup = AutoCreate.None;
        options.Policies.AutoApplyTransactions();
        options.Policies.UseDurableLocalQueues();
        options.DefaultExecutionTimeout = TimeSpan.FromSeconds(30);
        var durability = options.Durability;
        durability.Mode = settings.Cluster ? DurabilityMode.Balanced : DurabilityMode.Solo;
        durability.DurabilityMetricsEnabled = false;
        durability.DrainTimeout = TimeSpan.FromSeconds(settings.ShutdownSeconds / 2);
        durability.ScheduledJobFirstExecution = TimeSpan.FromSeconds(1);
        durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);

        // A read model that stopped, since the database was away, is started again at the next look.
        durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(settings.Cluster ? 2 : 5);
        if (settings.Cluster)
        {
            // A node that was killed is found out and replaced in about six seconds.
            durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
            durability.StaleNodeTimeout = TimeSpan.FromSeconds(5);
            durability.NodeReassignmentPollingTime = TimeSpan.FromSeconds(1);
            durability.FirstHealthCheckExecution = TimeSpan.FromSeconds(1);
        }
    }
}
