using Marten;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Weft.Application.Coordination;
using Weft.Application.EventStore;
using Weft.Application.Workspaces;
using Weft.Domain.Access;
using Weft.Embedded;
using Xunit;

namespace Weft.Integration.Tests.Door;

/// <summary>One server process as the database sees it: a store and its door. Two of them on one database are two nodes.</summary>
public sealed class Node : IAsyncDisposable
{
    public const string Workspace = "w";
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private Node(string connectionString, TimeProvider time, int maxKeys = 500_000)
    {
        ConnectionString = connectionString;
        Database = NpgsqlDataSource.Create(connectionString);
        Store = DocumentStore.For(o =>
        {
            o.Connection(Database);
            o.UseWeft();
        });
        Door = new Mailboxes(Store, Database, time, NullLogger<Mailboxes>.Instance, maxKeys);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Database { get; }

    public DocumentStore Store { get; }

    public Mailboxes Door { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A node on a database of its own, with the workspace there.</summary>
    public static async Task<Node> StartAsync(TimeProvider? time = null)
    {
        var postgres = await SharedTestPostgres.GetAsync();
        var node = new Node(await postgres.CreateDatabaseAsync(await Template.Value, CancellationToken.None), time ?? TimeProvider.System);
        (await node.SendAsync(new CreateWorkspace(Workspace))).Accepted.ShouldBeTrue();
        return node;
    }

    /// <summary>Another process on the same database.</summary>
    public Node Another(TimeProvider? time = null) => new(ConnectionString, time ?? TimeProvider.System);

    /// <summary>Another process, whose memory holds so many idempotency keys.</summary>
    public Node Forgetful(int maxKeys) => new(ConnectionString, TimeProvider.System, maxKeys);

    /// <summary>Another process that reaches the same database over a wire of its own.</summary>
    public static Node Over(Wire wire) => new(wire.ConnectionString, TimeProvider.System);

    /// <summary>The limit only ends a test that would never end: with a clock that stands still nobody is answered late, only never.</summary>
    public Task<Outcome> SendAsync(ICommand command, string? key = null, string body = "", string actor = "user:ann") =>
        Door.SendAsync(command, new Sender(Workspace, new Actor(actor, Role.Admin, null), key, key is null ? null : body), Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public Task<long> EventsAsync() => QueryAsync<long>("select count(*) from weft.mt_events");

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var postgres = await SharedTestPostgres.GetAsync();
        await using var node = new Node(await postgres.CreateDatabaseAsync(ct: CancellationToken.None), TimeProvider.System);
        await SchemaMigrations.ApplyAsync(node.Store, node.Database, CancellationToken.None);
        return SharedTestPostgres.DatabaseOf(node.ConnectionString);
    }
}
