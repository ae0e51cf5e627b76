using System.Globalization;
using Npgsql;

namespace Weft.Embedded;

/// <summary>
/// One server for all tests of a process, in a temporary folder, with durability off. It ends with the process, however
/// that ends; its folder is removed then, or by the next process if this one was killed.
/// </summary>
public sealed class SharedTestPostgres
{
    private static readonly Lazy<Task<SharedTestPostgres>> Shared = new(StartAsync);
    private readonly EmbeddedPostgres _server;
    private int _databases;

    private SharedTestPostgres(EmbeddedPostgres server) => _server = server;

    /// <summary>For statements about the server; tests work in databases of their own.</summary>
    public string AdminConnectionString => _server.ConnectionString;

    public EmbeddedPostgres Server => _server;

    /// <exception cref="PostgresMissingException">So tests fail with the line that installs it.</exception>
    public static Task<SharedTestPostgres> GetAsync() => Shared.Value;

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
        var folder = TestFolders.Create();
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
            AppDomain.CurrentDomain.ProcessExit += (_, _) => End(server, folder);
            return new SharedTestPostgres(server);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    // The process waits for its handlers of ProcessExit, and they cannot be asynchronous.
    private static void End(EmbeddedPostgres server, string folder)
    {
        server.KillImmediateAsync().GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }
}
