using System.Globalization;
using Npgsql;

namespace Weft.Embedded;

/// <summary>
/// One server for all tests of a process, in a temporary folder, with durability off. Tests end it when they are through;
/// otherwise it ends with the process, however that ends, and its folder is removed then, or by the next process.
/// </summary>
public sealed class SharedTestPostgres
{
    private static readonly Lazy<Task<SharedTestPostgres>> Shared = new(StartAsync);
    private readonly EmbeddedPostgres _server;
    private readonly string _folder;
    private int _databases;
    private int _ended;

    private SharedTestPostgres(EmbeddedPostgres server, string folder)
    {
        _server = server;
        _folder = folder;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndOnceAsync().GetAwaiter().GetResult();
    }

    /// <summary>For statements about the server; tests work in databases of their own.</summary>
    public string AdminConnectionString => _server.ConnectionString;

    public EmbeddedPostgres Server => _server;

    /// <exception cref="PostgresMissingException">So tests fail with the line that installs it.</exception>
    public static Task<SharedTestPostgres> GetAsync() => Shared.Value;

    /// <summary>
    /// Stops the server and removes its folder, if there is one. To be called while the process still runs: removing hundreds of
    /// databases takes as long as the disk takes, and a test runner allows an ending process a few seconds only.
    /// </summary>
    public static async Task EndAsync()
    {
        if (Shared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await Shared.Value).EndOnceAsync();
        }
    }

    /// <param name="template">The name of a database to copy, for example one with the schema; its sessions are ended.</param>
    /// <returns>The connection string of a fresh database. It is dropped with the server.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null, CancellationToken ct = default)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync(ct);
        if (template is not null)
        {
            await FreeAsync(connection, template, ct);
        }

        var from = OwnDatabase.Quoted(template ?? "template1");
        await using var create = new NpgsqlCommand($"create database {OwnDatabase.Quoted(name)} template {from}", connection);
        await create.ExecuteNonQueryAsync(ct);
        return new NpgsqlConnectionStringBuilder(AdminConnectionString) { Database = name }.ConnectionString;
    }

    public static string DatabaseOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;

    // A database with sessions cannot be copied, and pools keep sessions.
    private static async Task FreeAsync(NpgsqlConnection connection, string template, CancellationToken ct)
    {
        await using var end = new NpgsqlCommand("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", connection);
        end.Parameters.AddWithValue(template);
        await end.ExecuteNonQueryAsync(ct);
    }

    private static async Task<SharedTestPostgres> StartAsync()
    {
        await TestFolders.RemoveAbandonedAsync();
        var folder = TestFolders.Create(Environment.ProcessId);
        try
        {
            var server = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions
                {
                    DataDir = folder,
                    Unsafe = true,
                    Settings = new Dictionary<string, string> { ["max_connections"] = "300", ["shared_buffers"] = "128MB" },
                },
                CancellationToken.None);
            return new SharedTestPostgres(server, folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private async Task EndOnceAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            await _server.KillImmediateAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
