using Npgsql;

namespace Weft.Embedded;

/// <summary>The database on the server, made at the first start; connecting shows at the same time that the server answers.</summary>
internal static class OwnDatabase
{
    public static async Task<string> EnsureAsync(int port, string password, string database, CancellationToken ct)
    {
        var to = ConnectionTo(port, password, database);
        try
        {
            await using var connection = await OpenAsync(to, ct);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using var connection = await OpenAsync(ConnectionTo(port, password, "postgres"), ct);
            await using var create = new NpgsqlCommand($"create database {Quoted(database)}", connection) { CommandTimeout = 60 };
            await create.ExecuteNonQueryAsync(ct);
        }

        return to.ConnectionString;
    }

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // Loopback only: encryption would cost a round trip a connection and hide nothing.
    private static NpgsqlConnectionStringBuilder ConnectionTo(int port, string password, string database) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        Username = Cluster.Owner,
        Password = password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Timeout = 15,
        CommandTimeout = 30,
    };

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder to, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(to.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
