using Marten;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Weft.Api.Hosting;
using Weft.Application.Coordination;
using Weft.Application.EventStore;

namespace Weft.Benchmarks.Rigs;

/// <summary>The door alone: no HTTP, no read models running. What it costs is what the engine costs.</summary>
public sealed class BenchEngine : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly DocumentStore _store;
    private readonly Mailboxes _door;

    private BenchEngine(string connectionString)
    {
        _database = NpgsqlDataSource.Create(new ServerSettings { ConnectionString = connectionString }.TunedConnectionString());
        _store = DocumentStore.For(o =>
        {
            o.Connection(_database);
            o.UseWeft();
        });
        _door = new Mailboxes(_store, _database, TimeProvider.System, NullLogger<Mailboxes>.Instance);
    }

    public IDoor Door => _door;

    public static async Task<BenchEngine> StartAsync(string connectionString)
    {
        var engine = new BenchEngine(connectionString);
        await SchemaMigrations.ApplyAsync(engine._store, engine._database, CancellationToken.None);
        return engine;
    }

    /// <summary>The next command opens another one.</summary>
    public void CloseSessions() => _database.Clear();

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        await _store.DisposeAsync();
        await _database.DisposeAsync();
    }
}
