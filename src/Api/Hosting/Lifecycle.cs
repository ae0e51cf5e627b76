using Marten;
using Npgsql;
using Weft.Api.Access;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Projections;
using Wolverine.Persistence.Durability;

namespace Weft.Api.Hosting;

/// <summary>What happens before the first request and after the last one.</summary>
internal sealed class Lifecycle(
    ServerSettings settings, IDocumentStore store, IMessageStore messages, NpgsqlDataSource database, Mailboxes door, AdminKey admin, Readiness readiness,
    Housekeeping housekeeping, ClusterWatch cluster, ILogger<Lifecycle> log)
    : IHostedLifecycleService
{
    /// <summary>Before anything else starts: is this database one to work with?</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await Durability.CheckAsync(database, settings.AllowUnsafe, cancellationToken);
        if (settings.ApplySchema)
        {
            await Schema.ApplyAsync(store, messages, database, cancellationToken);
        }
        else
        {
            await SchemaMigrations.CheckAsync(database, cancellationToken);
        }

        if (await OutdatedRows.DropAsync(store, database, cancellationToken) is { Count: > 0 } anew)
        {
            log.LogInformation("Made anew, since another version of it was here: {ReadModels}", string.Join(", ", anew));
        }

        await housekeeping.RunOnceAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        cluster.Announce();
        await admin.EnsureAsync(cancellationToken);
        await door.ResumeAsync(cancellationToken);
        readiness.IsReady = true;
    }

    /// <summary>Not ready, no new claims, then the mailboxes finish what they hold; Wolverine and the web server stop after that.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.IsReady = false;
        await door.StopAsync().WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Whether the server takes requests: not before it is up, and not once it was asked to stop.</summary>
public sealed class Readiness
{
    private volatile bool _isReady;

    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }
}
