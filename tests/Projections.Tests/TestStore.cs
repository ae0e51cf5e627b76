using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Npgsql;
using Weft.Application.EventStore;
using Weft.Embedded;

namespace Weft.Projections.Tests;

/// <summary>A database of its own with the product's settings. Events are appended here directly; in the product only its one door does that.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private TestStore(string connectionString, NpgsqlDataSource database, DocumentStore store)
    {
        ConnectionString = connectionString;
        Database = database;
        Store = store;
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Database { get; }

    public DocumentStore Store { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    public static async Task<TestStore> CreateAsync()
    {
        var postgres = await SharedTestPostgres.GetAsync();
        return Open(await postgres.CreateDatabaseAsync(await Template.Value, CancellationToken.None));
    }

    /// <summary>The schema is made once and copied.</summary>
    private static async Task<string> MakeTemplateAsync()
    {
        var postgres = await SharedTestPostgres.GetAsync();
        await using var store = Open(await postgres.CreateDatabaseAsync(ct: CancellationToken.None));
        await SchemaMigrations.ApplyAsync(store.Store, store.Database, CancellationToken.None);
        return SharedTestPostgres.DatabaseOf(store.ConnectionString);
    }

    private static TestStore Open(string connectionString) => new(connectionString, NpgsqlDataSource.Create(connectionString), DocumentStore.For(o =>
    {
        o.Connection(connectionString);
        o.UseWeft().AddWeftProjections();
    }));

    public async Task<long> AppendAsync(string workspace, string stream, IEnumerable<Told> story)
    {
        await using var session = Store.LightweightSession(workspace);
        var events = new List<IEvent>();
        foreach (var told in story)
        {
            var happened = session.Events.BuildEvent(told.Event);
            happened.Timestamp = told.At;
            events.Add(happened);
        }

        session.Events.Append(stream, events.Cast<object>().ToArray());
        await session.SaveChangesAsync(Cancellation);
        return events[^1].Sequence;
    }

    public Task<long> AppendAsync(string workspace, SimulatedRun run) => AppendAsync(workspace, run.Stream, run.Story);

    public async Task CatchUpAsync()
    {
        using var daemon = await Store.BuildProjectionDaemonAsync();
        await daemon.CatchUpAsync(TimeSpan.FromMinutes(2), Cancellation);
    }

    public async Task RebuildAsync(string projection)
    {
        using var daemon = await Store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync(projection, TimeSpan.FromMinutes(2), Cancellation);
    }

    public async Task<T?> LoadAsync<T>(string workspace, string id)
        where T : class
    {
        await using var session = Store.QuerySession(workspace);
        return await session.LoadAsync<T>(id, Cancellation);
    }

    public async Task<IReadOnlyList<T>> AllAsync<T>(string workspace)
        where T : class
    {
        await using var session = Store.QuerySession(workspace);
        return await session.Query<T>().ToListAsync(Cancellation);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }
}
