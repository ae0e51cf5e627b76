using JasperFx;
using Marten;
using Npgsql;
using Weft.Application.EventStore;
using Wolverine.Persistence.Durability;

namespace Weft.Api.Hosting;

/// <summary>All tables of the database: events, read models, the door's own, and Wolverine's.</summary>
public static class Schema
{
    /// <summary>For a server that was built but not started: <c>weft schema apply</c>.</summary>
    public static Task ApplyAsync(IServiceProvider services, CancellationToken cancellation) => ApplyAsync(
        services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<IMessageStore>(), services.GetRequiredService<NpgsqlDataSource>(), cancellation);

    internal static async Task ApplyAsync(IDocumentStore store, IMessageStore messages, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await SchemaMigrations.ApplyAsync(store, database, cancellation);
        if (messages is Weasel.Core.Migrations.IDatabase tables)
        {
            // Its own migration does what the server's setting allows, which is nothing.
            await tables.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate, ct: cancellation);
        }
    }
}
