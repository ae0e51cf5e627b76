using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Domain.Access;
using Weft.Embedded;
using Wolverine;
using Wolverine.Marten;

namespace Weft.Integration.Tests.Sagas;

/// <summary>The door with its sagas and nothing else: what a server runs, without its endpoints.</summary>
public sealed class SagaHost : IAsyncDisposable
{
    public const string Workspace = "w";
    private readonly IHost _host;

    private SagaHost(IHost host, string connectionString) => (_host, ConnectionString) = (host, connectionString);

    public string ConnectionString { get; }

    public Mailboxes Door => _host.Services.GetRequiredService<Mailboxes>();

    public IDocumentStore Store => _host.Services.GetRequiredService<IDocumentStore>();

    public IHost Host => _host;

    public static async Task<SagaHost> StartAsync(string? connectionString = null)
    {
        var fresh = connectionString is null;
        connectionString ??= await (await SharedTestPostgres.GetAsync()).CreateDatabaseAsync(ct: Weft.Integration.Tests.Door.Node.Cancellation);
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IStreamReader, StreamFolder>();
        builder.Services.AddSingleton<Mailboxes>();
        builder.Services.AddSingleton<IDoor>(s => s.GetRequiredService<Mailboxes>());
        builder.Services.AddMarten(services =>
        {
            var options = new StoreOptions();
            options.Connection(services.GetRequiredService<NpgsqlDataSource>());
            return options.UseWeft();
        }).IntegrateWithWolverine(m =>
        {
            m.UseWolverineManagedEventSubscriptionDistribution = true;
            m.AutoCreate = AutoCreate.CreateOrUpdate;
        }).AddWeftSagas();
        builder.UseWolverine(o =>
        {
            o.ApplicationAssembly = typeof(SagaHost).Assembly;
            o.Policies.AutoApplyTransactions();
            o.Policies.UseDurableLocalQueues();
            o.Durability.Mode = DurabilityMode.Solo;
            o.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(200);
            o.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(200);
            o.UseWeftSagas();
        });
        var host = builder.Build();
        if (fresh)
        {
            await SchemaMigrations.ApplyAsync(host.Services.GetRequiredService<IDocumentStore>(), host.Services.GetRequiredService<NpgsqlDataSource>(), default);
        }

        await host.StartAsync();
        var saga = new SagaHost(host, connectionString);
        (await saga.SendAsync(new CreateWorkspace(Workspace))).Accepted.ShouldBeTrue();
        return saga;
    }

    public Task<Outcome> SendAsync(ICommand command) => Door.SendAsync(command, new Sender(Workspace, new Actor("user:ann", Role.Admin, null)), Weft.Integration.Tests.Door.Node.Cancellation);

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = _host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Weft.Integration.Tests.Door.Node.Cancellation))!;
    }

    /// <summary>A message as it is delivered.</summary>
    public Task InvokeAsync(object message) => _host.MessageBus().InvokeForTenantAsync(Workspace, message, Weft.Integration.Tests.Door.Node.Cancellation);

    public Task<long> CountAsync(string type) => QueryAsync<long>($"select count(*) from weft.mt_events where type = '{type}'");

    public async ValueTask DisposeAsync()
    {
        await Door.StopAsync();
        await _host.StopAsync();
        _host.Dispose();
    }
}
